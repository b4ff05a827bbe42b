package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ErrorTranslator;
import dev.thermocline.kit.error.Failure;
import dev.thermocline.kit.error.ThermoclineException;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import java.util.Objects;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Finds out what an exception means for the caller. */
final class Failures {
  private final List<ErrorTranslator> translators;

  Failures(List<ErrorTranslator> translators) {
    this.translators = List.copyOf(translators);
  }

  Failure of(Exception thrown, String path, String requestId) {
    ThermoclineException ours = ours(thrown);
    if (ours != null) {
      return new Failure(ours.kind(), ours.getMessage(), path, requestId, List.of());
    }
    Verdict verdict = verdict(thrown, path);
    if (verdict == null) {
      return internal(path, requestId);
    }
    return new Failure(verdict.kind(), verdict.message(), path, requestId, verdict.fields());
  }

  /** For a failure of which the server told nothing but the status. */
  Failure ofStatus(int status, String path, String requestId) {
    ErrorKind kind = kindOf(status);
    return kind == ErrorKind.INTERNAL
        ? internal(path, requestId)
        : new Failure(kind, Statuses.explain(kind, path), path, requestId, List.of());
  }

  private static Failure internal(String path, String requestId) {
    String message =
        "The service failed; this is not the caller's fault. Try again; if it stays, look for"
            + " request id "
            + requestId
            + " in the log of the service.";
    return new Failure(ErrorKind.INTERNAL, message, path, requestId, List.of());
  }

  private @Nullable ThermoclineException ours(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ThermoclineException ours) {
        return ours;
      }
    }
    for (ErrorTranslator translator : translators) {
      ThermoclineException translated = translator.translate(thrown);
      if (translated != null) {
        return translated;
      }
    }
    return null;
  }

  private record Verdict(ErrorKind kind, String message, List<Failure.Field> fields) {
    Verdict(ErrorKind kind, String message) {
      this(kind, message, List.of());
    }
  }

  private static @Nullable Verdict verdict(Exception thrown, String path) {
    return switch (thrown) {
      case HttpMessageNotReadableException e ->
          new Verdict(ErrorKind.UNREADABLE_BODY, UnreadableBody.explain(e));
      case MethodArgumentNotValidException e -> invalid(fields(e));
      case HandlerMethodValidationException e -> invalid(parameters(e));
      case ConstraintViolationException e ->
          invalid(
              e.getConstraintViolations().stream()
                  .map(v -> new Failure.Field(v.getPropertyPath().toString(), v.getMessage()))
                  .toList());
      case MissingServletRequestParameterException e ->
          new Verdict(
              ErrorKind.INVALID_ARGUMENT,
              "The query parameter '" + e.getParameterName() + "' is missing.");
      case MissingRequestValueException e ->
          new Verdict(ErrorKind.INVALID_ARGUMENT, e.getBody().getDetail() + "");
      case MethodArgumentTypeMismatchException e -> mismatch(e.getName(), e);
      case TypeMismatchException e -> mismatch(String.valueOf(e.getPropertyName()), e);
      case HttpRequestMethodNotSupportedException e ->
          new Verdict(
              ErrorKind.METHOD_NOT_ALLOWED,
              e.getMethod() + " is not a method of " + path + "; the Allow header lists those.");
      case HttpMediaTypeNotSupportedException e ->
          new Verdict(
              ErrorKind.UNSUPPORTED_MEDIA_TYPE,
              "The content type '"
                  + e.getContentType()
                  + "' is not read here; send "
                  + e.getSupportedMediaTypes()
                  + ".");
      case InvalidParameterException _ -> unreadableQuery();
      case RequestRejectedException _ -> unreadableQuery();
      case NoHandlerFoundException e -> noRoute(e.getHttpMethod(), path);
      case NoResourceFoundException e -> noRoute(e.getHttpMethod().name(), path);
      case ErrorResponse e -> byStatus(e, path);
      default -> null;
    };
  }

  /** Parameters are read when somebody asks for them, and refused then. */
  private static Verdict unreadableQuery() {
    return new Verdict(
        ErrorKind.BAD_REQUEST,
        "The query cannot be read: a parameter has no name, or one with control or unassigned"
            + " characters, or is not UTF-8, percent-encoded.");
  }

  private static Verdict noRoute(String method, String path) {
    return new Verdict(
        ErrorKind.NO_SUCH_ROUTE,
        "There is no route " + method + " " + path + "; /v3/api-docs lists those there are.");
  }

  private static @Nullable Verdict byStatus(ErrorResponse response, String path) {
    ErrorKind kind = kindOf(response.getStatusCode().value());
    if (kind == ErrorKind.INTERNAL) {
      return null;
    }
    String detail = response.getBody().getDetail();
    return new Verdict(kind, detail == null ? Statuses.explain(kind, path) : detail);
  }

  private static Verdict mismatch(String name, TypeMismatchException e) {
    String value = Objects.toString(e.getValue());
    String shown = value.length() > 100 ? value.substring(0, 100) + "..." : value;
    return new Verdict(
        ErrorKind.INVALID_ARGUMENT,
        "'" + shown + "' is not " + Words.of(e.getRequiredType()) + ", which '" + name + "' asks.");
  }

  private static Verdict invalid(List<Failure.Field> fields) {
    StringBuilder message = new StringBuilder();
    for (Failure.Field field : fields) {
      message.append(message.isEmpty() ? "" : "; ").append(field.name()).append(' ');
      message.append(field.message());
    }
    return new Verdict(
        ErrorKind.INVALID_ARGUMENT, message.isEmpty() ? "Invalid." : message + ".", fields);
  }

  private static List<Failure.Field> fields(MethodArgumentNotValidException e) {
    return e.getBindingResult().getAllErrors().stream()
        .map(error ->
            new Failure.Field(
                error instanceof FieldError field ? field.getField() : error.getObjectName(),
                Objects.requireNonNullElse(error.getDefaultMessage(), "is invalid")))
        .toList();
  }

  private static List<Failure.Field> parameters(HandlerMethodValidationException e) {
    return e.getParameterValidationResults().stream()
        .flatMap(result ->
            result.getResolvableErrors().stream()
                .map(error ->
                    new Failure.Field(
                        error instanceof FieldError field
                            ? field.getField()
                            : Objects.requireNonNullElse(
                                result.getMethodParameter().getParameterName(), "body"),
                        Objects.requireNonNullElse(error.getDefaultMessage(), "is invalid"))))
        .toList();
  }

  private static ErrorKind kindOf(int status) {
    return Statuses.kindOf(status);
  }
}
