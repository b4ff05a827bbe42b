package dev.thermocline.gateway.log;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes lines for the log. Safe for many threads. */
public interface LogLines {
  /** Takes a line without ever waiting; what does not fit is dropped and counted. */
  void offer(LogLine line);

  /** Sends a line; the stage completes when the log has it for good, or fails. */
  CompletionStage<@Nullable Void> send(LogLine line);

  /** How many lines were dropped since the start. */
  long dropped();
}
