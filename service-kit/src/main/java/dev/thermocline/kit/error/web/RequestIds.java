package dev.thermocline.kit.error.web;

import dev.thermocline.kit.request.RequestId;
import jakarta.servlet.http.HttpServletRequest;

/** Reads what the request id filter left behind. */
final class RequestIds {
  private RequestIds() {}

  static String of(HttpServletRequest request) {
    return request.getAttribute(RequestId.HEADER) instanceof String id ? id : RequestId.fresh();
  }
}
