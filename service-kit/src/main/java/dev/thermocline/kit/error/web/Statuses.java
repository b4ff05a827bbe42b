package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.ErrorKind;

/** What a bare HTTP status means, for failures that come with nothing else. */
final class Statuses {
  private Statuses() {}

  static ErrorKind kindOf(int status) {
    return switch (status) {
      case 400 -> ErrorKind.BAD_REQUEST;
      case 401 -> ErrorKind.UNAUTHENTICATED;
      case 403 -> ErrorKind.FORBIDDEN;
      case 404 -> ErrorKind.NO_SUCH_ROUTE;
      case 405 -> ErrorKind.METHOD_NOT_ALLOWED;
      case 406 -> ErrorKind.NOT_ACCEPTABLE;
      case 409 -> ErrorKind.CONFLICT;
      case 410 -> ErrorKind.GONE;
      case 412 -> ErrorKind.PRECONDITION_FAILED;
      case 413 -> ErrorKind.TOO_LARGE;
      case 415 -> ErrorKind.UNSUPPORTED_MEDIA_TYPE;
      case 416 -> ErrorKind.RANGE_NOT_SATISFIABLE;
      case 422 -> ErrorKind.UNPROCESSABLE;
      case 429 -> ErrorKind.TOO_MANY_REQUESTS;
      case 501 -> ErrorKind.NOT_IMPLEMENTED;
      case 503 -> ErrorKind.UNAVAILABLE;
      case 504 -> ErrorKind.DEADLINE_EXCEEDED;
      default -> status >= 400 && status < 500 ? ErrorKind.BAD_REQUEST : ErrorKind.INTERNAL;
    };
  }

  static String explain(ErrorKind kind, String path) {
    return switch (kind) {
      case NO_SUCH_ROUTE -> "There is no route " + path + "; /v3/api-docs lists those there are.";
      case UNAUTHENTICATED -> "A token is needed for " + path + ".";
      case FORBIDDEN -> "This token may not use " + path + ".";
      case NOT_ACCEPTABLE ->
          "None of the content types in the Accept header can be made for " + path + ".";
      case TOO_LARGE -> "The body is larger than " + path + " takes.";
      case UNAVAILABLE -> "The service cannot answer " + path + " now; try again in a moment.";
      default -> "The request to " + path + " cannot be read as HTTP allows it.";
    };
  }
}
