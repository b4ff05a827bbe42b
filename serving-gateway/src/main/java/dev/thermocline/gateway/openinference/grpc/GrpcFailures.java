package dev.thermocline.gateway.openinference.grpc;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.request.RequestId;
import io.grpc.Metadata;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as gRPC has them: a status, and the stable code among the trailers. */
final class GrpcFailures {
  private static final Logger log = LoggerFactory.getLogger(GrpcFailures.class);
  private static final Metadata.Key<String> CODE = key("x-error-code");
  private static final Metadata.Key<String> RETRY_AFTER = key("retry-after");

  private GrpcFailures() {}

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static Status status(Throwable thrown, String requestId) {
    if (thrown instanceof ThermoclineException ours) {
      return code(ours.kind()).toStatus().withDescription(ours.getMessage());
    }
    log.atError().addKeyValue("requestId", requestId).setCause(thrown).log("A call failed");
    return Status.INTERNAL.withDescription(
        "The service failed; this is not the caller's fault. Look for request id "
            + requestId
            + " in its log.");
  }

  static Metadata trailers(Throwable thrown, String requestId) {
    ErrorKind kind = thrown instanceof ThermoclineException ours ? ours.kind() : ErrorKind.INTERNAL;
    Metadata trailers = new Metadata();
    trailers.put(CODE, kind.code());
    trailers.put(key(RequestId.HEADER), requestId);
    if (kind == ErrorKind.UNAVAILABLE || kind == ErrorKind.TOO_MANY_REQUESTS) {
      trailers.put(RETRY_AFTER, "1");
    }
    return trailers;
  }

  private static Status.Code code(ErrorKind kind) {
    return switch (kind) {
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
      case NOT_FOUND, GONE -> Status.Code.NOT_FOUND;
      case NO_SUCH_ROUTE, METHOD_NOT_ALLOWED, NOT_IMPLEMENTED -> Status.Code.UNIMPLEMENTED;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case CONFLICT, SOURCE_CHANGED -> Status.Code.ABORTED;
      case PRECONDITION_FAILED, UNPROCESSABLE -> Status.Code.FAILED_PRECONDITION;
      case TOO_LARGE, TOO_MANY_REQUESTS -> Status.Code.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case DATA_DAMAGED -> Status.Code.DATA_LOSS;
      case INTERNAL -> Status.Code.INTERNAL;
      default -> Status.Code.INVALID_ARGUMENT;
    };
  }
}
