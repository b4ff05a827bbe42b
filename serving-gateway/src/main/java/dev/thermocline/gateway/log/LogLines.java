package dev.thermocline.gateway.log;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes lines for the log. Safe for many threads. */
public interface LogLines {
  /**
   * Takes a line without ever waiting; what does not fit is dropped and counted.
   *
   * @param line made later, on another thread
   */
  void offer(LogTopic topic, String key, Supplier<Map<String, @Nullable Object>> line);

  /** Sends a line; the stage completes when the log has it for good, or fails. */
  CompletionStage<@Nullable Void> send(
      LogTopic topic, String key, Supplier<Map<String, @Nullable Object>> line);

  /** How many lines were dropped since the start. */
  long dropped();
}
