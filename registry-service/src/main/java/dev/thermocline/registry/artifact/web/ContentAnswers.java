package dev.thermocline.registry.artifact.web;

import dev.thermocline.registry.artifact.ArtifactContent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** A controller (not a rest controller) that returns {@link ArtifactContent} sends that file. */
@Configuration(proxyBeanMethods = false)
class ContentAnswers implements WebMvcConfigurer {
  @Override
  public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
    handlers.add(new Sender());
  }

  private static final class Sender implements HandlerMethodReturnValueHandler {
    @Override
    public boolean supportsReturnType(MethodParameter type) {
      return type.getParameterType() == ArtifactContent.class;
    }

    @Override
    public void handleReturnValue(
        @Nullable Object content,
        MethodParameter type,
        ModelAndViewContainer container,
        NativeWebRequest request)
        throws IOException {
      container.setRequestHandled(true);
      ArtifactDownload.send(
          (ArtifactContent) Objects.requireNonNull(content),
          Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
          Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
    }
  }
}
