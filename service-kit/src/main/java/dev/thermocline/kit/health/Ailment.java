package dev.thermocline.kit.health;

import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Why a dependency does not answer, in words of ours: the message of a driver may hold an address
 * with a password.
 */
final class Ailment {
  private static final int DEEPEST = 20;

  private Ailment() {}

  static String of(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException unknown -> {
          return "has a host name that is not known; correct its address";
        }
        case ConnectException refused -> {
          return "takes no connections; start it, or correct its address";
        }
        case SocketTimeoutException late -> {
          return "did not answer in time";
        }
        case TimeoutException late -> {
          return "did not answer in time";
        }
        case SocketException broken -> {
          return "broke the connection off";
        }
        default -> {}
      }
    }
    return "answered with a failure; the log of this service has it";
  }
}
