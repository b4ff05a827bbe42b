package dev.thermocline.registry.mlflow;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the argument of type {@link MlflowRequest} of a controller. */
@Configuration(proxyBeanMethods = false)
class MlflowRequests implements WebMvcConfigurer {
  // Python writes NaN and Infinity as bare words.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new Resolver());
  }

  private static MlflowRequest read(HttpServletRequest request) throws IOException {
    if (request.getMethod().equals("GET")) {
      return query(request);
    }
    boolean bodiless = request.getMethod().equals("DELETE") && request.getContentType() == null;
    if (bodiless) {
      return query(request);
    }
    String type = request.getContentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new ThermoclineException(
          ErrorKind.BAD_REQUEST,
          "Bad Request. Content-Type must be one of ['application/json']; got " + type + ".");
    }
    JsonNode body = parse(request.getInputStream().readAllBytes());
    if (body.isString()) {
      // Old clients encode the message twice.
      body = parse(body.stringValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    if (body instanceof ObjectNode object) {
      return new MlflowRequest(object, false);
    }
    throw ThermoclineException.invalid(
        "The body must be a JSON object, as in {\"run_id\": \"...\"}.");
  }

  /**
   * What cannot be read counts as an empty message, so the answer names the field that is missing.
   */
  private static JsonNode parse(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null || node.isMissingNode() || node.isNull() ? JSON.createObjectNode() : node;
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  /** A list is a repeated parameter; which ones are lists is known where they are read. */
  private static MlflowRequest query(HttpServletRequest request) {
    ObjectNode fields = JSON.createObjectNode();
    request
        .getParameterMap()
        .forEach((name, values) -> {
          ArrayNode list = fields.putArray(name);
          for (String value : values) {
            list.add(value);
          }
        });
    return new MlflowRequest(fields, true);
  }

  private static final class Resolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == MlflowRequest.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders)
        throws IOException {
      return read(Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)));
    }
  }
}
