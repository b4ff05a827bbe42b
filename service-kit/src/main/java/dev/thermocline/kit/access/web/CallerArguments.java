package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers what the door found out: {@link Caller}, {@link Verifier}, {@link Project}. */
final class CallerArguments implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Caller.class || type == Project.class || type == Verifier.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    Object found =
        request.getAttribute(
            parameter.getParameterType().getName(), RequestAttributes.SCOPE_REQUEST);
    if (found == null) {
      throw new ThermoclineException(
          ErrorKind.UNAUTHENTICATED,
          "This route needs a token: send one as Authorization: Bearer.");
    }
    return found;
  }
}
