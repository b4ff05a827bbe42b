package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One run of a worker, ready when it is given, until it ends. Safe for many threads. */
interface Worker extends AutoCloseable {
  WorkerAnswer ask(WorkerQuestion question, Deadline deadline) throws IOException;

  /** Completes when its process is gone, whatever the cause. */
  CompletableFuture<?> ended();

  /** How it ended, for people; once it has. */
  String end();

  long pid();

  boolean hasNetwork();

  /** Ends it at once, with all that its model started. */
  void kill();

  /** Ends it after it finished what it has begun, and returns when it is gone. */
  @Override
  void close();
}
