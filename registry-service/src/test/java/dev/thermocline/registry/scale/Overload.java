package dev.thermocline.registry.scale;

import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.registry.testing.Tally;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Searches that no index serves, more of them than the server runs at once, and others beside. */
final class Overload {
  private static final int SEARCHERS = 32;
  private static final int EACH = 3;

  /** Holds for every run, which only reading all of them shows, and sorts them by four tables. */
  private static final String FILTER =
      "params.trial ILIKE '%R%I%A%L%' AND params.kind ILIKE '%K%N%D%' AND params.lr ILIKE '%.%'"
          + " AND tags.team ILIKE '%T%E%A%M%' AND tags.commit ILIKE '%' AND metrics.accuracy != 2"
          + " AND metrics.epochs != 2000 AND metrics.loss != 7";

  private static final String ORDER =
      "tags.team DESC; metrics.epochs ASC; metrics.accuracy ASC; params.lr ASC";

  private final Asker asker;
  private final RegistryClient client;
  private final DataSource database;
  private final BigRun.Experiment experiment;
  private final Tally tally;

  Overload(RegistryClient client, DataSource database, BigRun.Experiment experiment, Tally tally) {
    this.asker = new Asker(client);
    this.client = client;
    this.database = database;
    this.experiment = experiment;
    this.tally = tally;
  }

  void run() throws Exception {
    AtomicBoolean searching = new AtomicBoolean(true);
    List<Answer> ended = new ArrayList<>();
    int others;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Answer>>> searchers = new ArrayList<>();
      for (int i = 0; i < SEARCHERS; i++) {
        searchers.add(() -> {
          List<Answer> answers = new ArrayList<>();
          for (int n = 0; n < EACH; n++) {
            answers.add(asker.ask(FILTER, ORDER, 100, null));
          }
          return answers;
        });
      }
      Future<Integer> witness = threads.submit(() -> witness(searching));
      for (Future<List<Answer>> searcher : threads.invokeAll(searchers)) {
        ended.addAll(searcher.get());
      }
      searching.set(false);
      others = witness.get();
    }
    long advised =
        ended.stream()
            .filter(answer -> is(answer, 400, "INVALID_PARAMETER_VALUE", "Narrow it"))
            .count();
    long refused =
        ended.stream()
            .filter(answer -> is(answer, 429, "REQUEST_LIMIT_EXCEEDED", "Try again"))
            .count();
    System.out.printf(
        "%d searches that no index serves: %d ended with advice, %d refused; beside them %d"
            + " others were answered%n",
        ended.size(), advised, refused, others);
    ended.stream()
        .filter(answer -> answer.status() != 200)
        .map(answer -> answer.status() + " " + answer.body().path("message").asString(""))
        .distinct()
        .limit(5)
        .forEach(said -> System.out.println("  " + said));
    long found = ended.stream().filter(answer -> answer.status() == 200).count();
    System.out.printf("  %d found what they looked for in the time given%n", found);
    tally.check(
        "each search ended with advice or in time", advised + refused + found == ended.size());
    tally.check("searches ran into their time", advised > 0);
    tally.check("whoever logs was answered meanwhile", others > 0);
    tally.check("the database has nothing left to do", isIdle());
  }

  private static boolean is(Answer answer, int status, String code, String advice) {
    return answer.status() == status
        && answer.body().path("error_code").asString("").equals(code)
        && answer.body().path("message").asString("").contains(advice);
  }

  /** Logs and reads; how often, or none if any was refused. */
  private int witness(AtomicBoolean searching) {
    String run = experiment.run(0).id();
    int answered = 0;
    long slowest = 0;
    while (searching.get()) {
      long begin = System.nanoTime();
      Answer logged =
          client.send(
              "POST",
              "/api/2.0/mlflow/runs/log-batch",
              "{\"run_id\": \"%s\", \"metrics\": [{\"key\": \"w\", \"value\": 1, \"timestamp\": %d}]}"
                  .formatted(run, answered));
      Answer read = client.get("/api/2.0/mlflow/runs/get?run_id=" + run);
      if (logged.status() != 200 || read.status() != 200) {
        System.out.println("  " + logged.body() + " " + read.status());
        return 0;
      }
      slowest = Math.max(slowest, System.nanoTime() - begin);
      answered += 2;
    }
    System.out.printf("the slowest pair of them took %d ms%n", slowest / 1_000_000);
    return answered;
  }

  private boolean isIdle() throws SQLException {
    for (int i = 0; i < 100; i++) {
      try (Connection connection = database.getConnection();
          var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                      + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                      + " AND query LIKE '%FROM run r%'")) {
        rows.next();
        if (rows.getInt(1) == 0) {
          return true;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return false;
  }
}
