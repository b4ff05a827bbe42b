package dev.thermocline.gateway.predict.web;

import dev.thermocline.gateway.predict.Bodies;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.predict.SentBody;
import dev.thermocline.gateway.runtime.Deadline;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** What every dialect reads of a request alike: its options, and its body as bytes. */
final class PredictionArguments implements HandlerMethodArgumentResolver {
  private final int largestBody;
  private final Duration timeout;

  PredictionArguments(int largestBody, Duration timeout) {
    this.largestBody = largestBody;
    this.timeout = timeout;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == RequestOptions.class || type == SentBody.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    HttpServletRequest http =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return parameter.getParameterType() == SentBody.class ? body(http) : options(http);
  }

  SentBody body(HttpServletRequest request) throws IOException {
    try (InputStream in = request.getInputStream()) {
      return new SentBody(
          Bodies.read(
              in,
              request.getHeader("Content-Encoding"),
              request.getContentLengthLong(),
              largestBody),
          request.getContentType());
    }
  }

  RequestOptions options(HttpServletRequest request) {
    Deadline deadline =
        request.getAttribute(AdmissionFilter.DEADLINE) instanceof Deadline since
            ? since
            : RequestOptions.deadline(request.getHeader("X-Request-Timeout"), timeout);
    return RequestOptions.of(
        deadline, request.getHeader("Cache-Control"), request.getHeader("X-Sticky-Key"));
  }
}
