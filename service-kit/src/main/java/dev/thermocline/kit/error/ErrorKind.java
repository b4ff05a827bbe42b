package dev.thermocline.kit.error;

/**
 * Every kind of failure that a caller can see, in one place. A number and a code are never used
 * again for something else; clients may store them.
 */
public enum ErrorKind {
  // The caller's mistakes.
  INVALID_ARGUMENT(1001, "invalid-argument", 400, "INVALID_PARAMETER_VALUE"),
  UNREADABLE_BODY(1002, "unreadable-body", 400, "BAD_REQUEST"),
  UNAUTHENTICATED(1003, "unauthenticated", 401, "UNAUTHENTICATED"),
  FORBIDDEN(1004, "forbidden", 403, "PERMISSION_DENIED"),
  NOT_FOUND(1005, "not-found", 404, "RESOURCE_DOES_NOT_EXIST"),
  NO_SUCH_ROUTE(1006, "no-such-route", 404, "ENDPOINT_NOT_FOUND"),
  METHOD_NOT_ALLOWED(1007, "method-not-allowed", 405, "BAD_REQUEST"),
  NOT_ACCEPTABLE(1008, "not-acceptable", 406, "BAD_REQUEST"),
  CONFLICT(1009, "conflict", 409, "RESOURCE_CONFLICT"),
  ALREADY_EXISTS(1010, "already-exists", 409, "RESOURCE_ALREADY_EXISTS"),
  GONE(1011, "gone", 410, "RESOURCE_DOES_NOT_EXIST"),
  PRECONDITION_FAILED(1012, "precondition-failed", 412, "RESOURCE_CONFLICT"),
  TOO_LARGE(1013, "too-large", 413, "INVALID_PARAMETER_VALUE"),
  UNSUPPORTED_MEDIA_TYPE(1014, "unsupported-media-type", 415, "BAD_REQUEST"),
  RANGE_NOT_SATISFIABLE(1015, "range-not-satisfiable", 416, "INVALID_PARAMETER_VALUE"),
  UNPROCESSABLE(1016, "unprocessable", 422, "INVALID_PARAMETER_VALUE"),
  TOO_MANY_REQUESTS(1017, "too-many-requests", 429, "REQUEST_LIMIT_EXCEEDED"),
  SOURCE_CHANGED(1018, "source-changed", 409, "RESOURCE_CONFLICT"),
  BAD_REQUEST(1019, "bad-request", 400, "BAD_REQUEST"),

  // Ours.
  INTERNAL(2001, "internal", 500, "INTERNAL_ERROR"),
  NOT_IMPLEMENTED(2002, "not-implemented", 501, "NOT_IMPLEMENTED"),
  UNAVAILABLE(2003, "unavailable", 503, "TEMPORARILY_UNAVAILABLE"),
  DEADLINE_EXCEEDED(2004, "deadline-exceeded", 504, "DEADLINE_EXCEEDED"),
  DATA_DAMAGED(2005, "data-damaged", 500, "DATA_LOSS");

  private final int number;
  private final String code;
  private final int status;
  private final String mlflowCode;

  ErrorKind(int number, String code, int status, String mlflowCode) {
    this.number = number;
    this.code = code;
    this.status = status;
    this.mlflowCode = mlflowCode;
  }

  public int number() {
    return number;
  }

  /** The stable word of the native API, as in {@code "code": "not-found"}. */
  public String code() {
    return code;
  }

  /** The HTTP status of the native API; a dialect may map it elsewhere. */
  public int status() {
    return status;
  }

  /** The word that MLflow's client knows for it. */
  public String mlflowCode() {
    return mlflowCode;
  }
}
