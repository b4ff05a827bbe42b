package dev.thermocline.registry.kills;

import dev.thermocline.cold.Sha256;
import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.jdbc.core.JdbcTemplate;

/** Callers that register versions, move aliases and delete versions until the registry is gone. */
final class Workload {
  static final List<String> MODELS = List.of("one", "two", "three");
  private static final int CALLERS = 6;
  private static final int SOURCES = 6;
  private static final List<String> ALIASES = List.of("champion", "challenger");

  private final RegistryClient client;
  private final SplittableRandom random;
  private final Map<String, Map<String, String>> sources = new HashMap<>();
  private final Queue<Registered> registered = new ConcurrentLinkedQueue<>();
  private final Queue<String> moves = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> newestReady = new ConcurrentHashMap<>();
  private volatile boolean going;

  Workload(RegistryClient client, SplittableRandom random) {
    this.client = client;
    this.random = random;
  }

  /** A version that the registry acknowledged. */
  record Registered(String model, int number, String run) {}

  /** Models, and runs with files of many sizes. */
  void prepare(JdbcTemplate jdbc) {
    for (String model : MODELS) {
      client.send("POST", "/api/v1/models", "{\"name\":\"" + model + "\"}");
    }
    for (int i = 0; i < SOURCES; i++) {
      Map<String, String> digests = new HashMap<>();
      List<Object> files = new ArrayList<>();
      int count = 2 + random.nextInt(8);
      for (int file = 0; file < count; file++) {
        byte[] bytes = new byte[1 << (8 + random.nextInt(13))];
        random.nextBytes(bytes);
        String path = file == 0 ? "MLmodel.bin" : "data/" + file;
        files.add(path);
        files.add(bytes);
        digests.put(path, Sha256.of(bytes));
      }
      sources.put(client.run(jdbc, files.toArray()), digests);
    }
  }

  /** The digests of a run's files by path. */
  Map<String, String> digests(String run) {
    return sources.getOrDefault(run, Map.of());
  }

  /** How many versions and moves so far. */
  int acknowledged() {
    return registered.size() + moves.size();
  }

  List<Thread> begin() {
    going = true;
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      SplittableRandom own = random.split();
      callers.add(Thread.startVirtualThread(() -> call(own)));
    }
    return callers;
  }

  void end(List<Thread> callers) throws InterruptedException {
    going = false;
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void call(SplittableRandom own) {
    while (going) {
      try {
        String model = MODELS.get(own.nextInt(MODELS.size()));
        int kind = own.nextInt(10);
        if (kind < 5) {
          register(model, own);
        } else if (kind < 9) {
          move(model, own);
        } else {
          delete(model, own);
        }
      } catch (UncheckedIOException _) {
        // Killed in the middle: what became of the request is what the verdict finds out.
      }
    }
  }

  private void register(String model, SplittableRandom own) {
    List<String> runs = List.copyOf(sources.keySet());
    String run = runs.get(own.nextInt(runs.size()));
    Answer made =
        client.send(
            "POST",
            "/api/v1/models/" + model + "/versions",
            "{\"source\":\"runs:/" + run + "/model\",\"runId\":\"" + run + "\"}");
    if (told(made)) {
      int number = Integer.parseInt(made.body().path("version").asString());
      registered.add(new Registered(model, number, run));
      if (made.status() == 201) {
        newestReady.merge(model, number, Math::max);
      }
    }
  }

  private void move(String model, SplittableRandom own) {
    int newest = newestReady.getOrDefault(model, 0);
    if (newest == 0) {
      return;
    }
    String reason = UUID.randomUUID().toString();
    int number = Math.max(1, newest - own.nextInt(5));
    Answer moved =
        client.send(
            "PUT",
            "/api/v1/models/" + model + "/aliases/" + ALIASES.get(own.nextInt(ALIASES.size())),
            "{\"version\":\"" + number + "\",\"reason\":\"" + reason + "\"}");
    // An alias that points there already does not move, and is answered with the move that brought
    // it.
    if (told(moved) && moved.body().path("reason").asString("").equals(reason)) {
      moves.add(reason);
    }
  }

  private void delete(String model, SplittableRandom own) {
    int newest = newestReady.getOrDefault(model, 0);
    if (newest > 10) {
      int number = 1 + own.nextInt(newest - 8);
      told(client.send("DELETE", "/api/v1/models/" + model + "/versions/" + number, null));
    }
  }

  /** Whether it happened; a failure of ours is a fault, a refusal is not. */
  private boolean told(Answer answer) {
    if (answer.status() >= 500) {
      faults.add(answer.status() + " " + answer.body());
    }
    return answer.status() < 300;
  }

  List<Registered> registered() {
    return List.copyOf(registered);
  }

  /** The reasons of the moves that were acknowledged; each is of one move. */
  List<String> moves() {
    return List.copyOf(moves);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}
