package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * One run of a worker that a supervisor started. It lives while the connection is open over which
 * it was loaded: however this gateway ends, the kernel closes that, and the supervisor ends it.
 */
final class SupervisedWorker implements Worker {
  private static final Logger log = LoggerFactory.getLogger(SupervisedWorker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SupervisorCalls supervisor;
  private final SupervisorCalls.Loaded loaded;
  private final Connections connections;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile String end = "it has not ended";

  private SupervisedWorker(
      SupervisorCalls supervisor, SupervisorCalls.Loaded loaded, int mostConnections) {
    this.supervisor = supervisor;
    this.loaded = loaded;
    this.connections = new Connections(loaded.worker(), mostConnections);
  }

  static SupervisedWorker load(
      SupervisorCalls supervisor, JsonNode wish, Duration patience, int mostConnections)
      throws IOException {
    SupervisedWorker worker =
        new SupervisedWorker(
            supervisor, supervisor.load(wish, patience.plus(PATIENCE)), mostConnections);
    Thread _ = Thread.ofVirtual().name("python-" + supervisor.name()).start(worker::watch);
    return worker;
  }

  @Override
  public WorkerAnswer ask(WorkerQuestion question, Deadline deadline) throws IOException {
    return connections.ask(question, deadline);
  }

  @Override
  public CompletableFuture<?> ended() {
    return ended;
  }

  @Override
  public String end() {
    return end;
  }

  @Override
  public long pid() {
    return loaded.pid();
  }

  @Override
  public boolean hasNetwork() {
    return loaded.network();
  }

  @Override
  public void kill() {
    unload(true);
  }

  @Override
  public void close() {
    connections.close();
    unload(false);
  }

  private void unload(boolean atOnce) {
    try {
      if (!ended.isDone()) {
        supervisor.unload(atOnce, PATIENCE);
      }
    } catch (IOException gone) {
      log.atDebug().setCause(gone).log("A supervisor could not be told, and will see it itself.");
    } finally {
      loaded.lifeline().close();
    }
  }

  private void watch() {
    loaded.lifeline().awaitEnd();
    end = supervisor.reason(PATIENCE);
    ended.complete(null);
  }
}
