package dev.thermocline.registry.kills;

import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** 64 clients that log batches and create runs for as long as somebody answers. */
final class Loggers {
  private static final int CLIENTS = 64;
  private static final int RUNS = 8;
  private static final String API = "/api/2.0/mlflow/";

  private final RegistryClient client;
  private final String experiment;
  private final List<String> runs = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<LoggedBatch> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<LoggedBatch> unknown = new ConcurrentLinkedQueue<>();
  private final Queue<Long> created = new ConcurrentLinkedQueue<>();
  private final Queue<Long> attempted = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile boolean going;

  Loggers(RegistryClient client) {
    this.client = client;
    this.experiment =
        client
            .send("POST", API + "experiments/create", "{\"name\": \"kills\"}")
            .body()
            .path("experiment_id")
            .asString();
    for (int i = 0; i < RUNS; i++) {
      runs.add(
          client
              .send("POST", API + "runs/create", "{\"experiment_id\": \"" + experiment + "\"}")
              .body()
              .at("/run/info/run_id")
              .asString());
    }
  }

  /** Starts the clients; what was noted before is forgotten. */
  List<Thread> begin(SplittableRandom random) {
    acknowledged.clear();
    unknown.clear();
    created.clear();
    attempted.clear();
    answered.set(0);
    going = true;
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      SplittableRandom own = random.split();
      clients.add(Thread.startVirtualThread(() -> work(own)));
    }
    return clients;
  }

  /** False when a client got no answer at all, for minutes. */
  boolean end(List<Thread> clients) throws InterruptedException {
    going = false;
    boolean ended = true;
    for (Thread each : clients) {
      ended &= each.join(Duration.ofMinutes(2));
    }
    return ended;
  }

  private void work(SplittableRandom own) {
    boolean answers = true;
    while (going && answers) {
      answers = own.nextInt(8) == 0 ? create() : log(LoggedBatch.next(next(), runs, own));
    }
  }

  private long next() {
    return numbers.incrementAndGet();
  }

  private boolean log(LoggedBatch batch) {
    try {
      Answer answer = client.send("POST", API + "runs/log-batch", batch.json());
      if (answer.status() == 200) {
        acknowledged.add(batch);
        answered.incrementAndGet();
      } else {
        unknown.add(batch);
        refused(answer);
      }
      return true;
    } catch (UncheckedIOException killed) {
      unknown.add(batch);
      return false;
    }
  }

  private boolean create() {
    long attempt = next();
    attempted.add(attempt);
    String tags =
        "[{\"key\": \"attempt\", \"value\": \"%1$d\"}, {\"key\": \"a\", \"value\": \"%1$d\"}, {\"key\": \"b\", \"value\": \"%1$d\"}]"
            .formatted(attempt);
    try {
      Answer answer =
          client.send(
              "POST",
              API + "runs/create",
              "{\"experiment_id\": \"" + experiment + "\", \"tags\": " + tags + "}");
      if (answer.status() == 200) {
        created.add(attempt);
        answered.incrementAndGet();
      } else {
        refused(answer);
      }
      return true;
    } catch (UncheckedIOException killed) {
      return false;
    }
  }

  /** Without a database the answer is to come again; anything else is a fault. */
  private void refused(Answer answer) {
    if (answer.status() != 503) {
      faults.add(answer.body().path("request_id").asString(answer.body().toString()));
    }
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }

  /** Sends again whatever has no known end, as MLflow's client does; false if one is refused. */
  boolean repeatUnknown() {
    boolean all = true;
    for (LoggedBatch batch = unknown.poll(); batch != null; batch = unknown.poll()) {
      Answer answer = client.send("POST", API + "runs/log-batch", batch.json());
      if (answer.status() == 200) {
        acknowledged.add(batch);
      } else {
        System.out.println("  " + answer.status() + " " + answer.body());
        all = false;
      }
    }
    return all;
  }

  long answered() {
    return answered.get();
  }

  /** How far the numbers of batches and attempts have come. */
  long newest() {
    return numbers.get();
  }

  List<LoggedBatch> acknowledged() {
    return List.copyOf(acknowledged);
  }

  List<LoggedBatch> unknown() {
    return List.copyOf(unknown);
  }

  List<Long> created() {
    return List.copyOf(created);
  }

  List<Long> attempted() {
    return List.copyOf(attempted);
  }

  /** The ids of requests that failed otherwise than by being cut off or told to come again. */
  List<String> faults() {
    return List.copyOf(faults);
  }
}
