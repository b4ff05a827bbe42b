package dev.thermocline.stack.platform;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An exit code in words. */
final class HowItEnded {
  private static final int SIGNALS = 128;

  private HowItEnded() {}

  static String of(int exitCode, Instant when) {
    String how =
        switch (exitCode) {
          case SIGNALS + 9 -> "killed (signal 9)";
          case SIGNALS + 6 -> "aborted (signal 6)";
          case SIGNALS + 11 -> "crashed (signal 11)";
          case SIGNALS + 15 -> "stopped by somebody (signal 15)";
          case 3 -> "out of memory or refused (code 3)";
          default ->
              exitCode > SIGNALS
                  ? "ended by signal " + (exitCode - SIGNALS)
                  : "ended with code " + exitCode;
        };
    return how + " at " + when.truncatedTo(ChronoUnit.SECONDS);
  }
}
