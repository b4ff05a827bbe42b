package dev.thermocline.registry.model.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.registry.testing.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Changes that many callers ask for while a model is held by somebody else. */
class SharedChangesTest extends ModelCalls {
  private static final int CALLERS = 24;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  SharedChangesTest(
      @LocalServerPort int port,
      @Autowired JdbcTemplate jdbc,
      @Autowired TransactionTemplate transaction) {
    super(port);
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** The answers to requests of which the first waits for the model, and the others for it. */
  private List<Answer> atOnce(IntFunction<Answer> request) throws Exception {
    List<Future<Answer>> asked = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      transaction.executeWithoutResult(_ -> {
        Integer holder =
            jdbc.queryForObject(
                "SELECT pg_backend_pid() FROM registered_model WHERE name = ? FOR UPDATE",
                Integer.class,
                model);
        for (int i = 0; i < CALLERS; i++) {
          int caller = i;
          asked.add(callers.submit(() -> request.apply(caller)));
        }
        Awaitility.await().until(() -> somebodyWaitsFor(holder));
      });
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> each : asked) {
      answers.add(each.get());
    }
    return answers;
  }

  private boolean somebodyWaitsFor(@Nullable Integer holder) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid)))",
            Boolean.class,
            holder));
  }

  private Answer move(int to, int caller) {
    return client.send(
        "PUT",
        "/api/v1/models/" + model + "/aliases/champion",
        "{\"version\":\"" + to + "\"}",
        "X-Request-Id",
        "caller-" + caller);
  }

  private JsonNode moves() {
    return client
        .get("/api/v1/models/" + model + "/aliases/champion/history?limit=1000")
        .body()
        .path("moves");
  }

  @Test
  void shareTransactionsAndAreEachAChangeOfTheirOwn() throws Exception {
    createModel();
    for (int i = 0; i < CALLERS; i++) {
      external();
    }

    List<Answer> answers = atOnce(caller -> move(caller + 1, caller));

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    JsonNode moves = moves();
    assertThat(moves).hasSize(CALLERS);
    Map<Long, Integer> toByRevision = new TreeMap<>();
    for (int i = 0; i < CALLERS; i++) {
      toByRevision.put(moves.get(i).path("revision").asLong(), moves.get(i).path("to").asInt());
      assertThat(moves.get(i).path("from"))
          .isEqualTo(i + 1 < CALLERS ? moves.get(i + 1).path("to") : moves.get(i).path("from"));
    }
    assertThat(toByRevision.keySet()).hasSize(CALLERS);
    answers.forEach(answer ->
        assertThat(toByRevision)
            .containsEntry(
                answer.body().path("revision").asLong(), answer.body().path("to").asInt()));
    assertThat(
            jdbc.queryForObject(
                """
                SELECT count(DISTINCT m.xmin::text) FROM alias_move m
                JOIN registered_model r USING (project, model_id) WHERE r.name = ?
                """,
                Integer.class,
                model))
        .isLessThan(CALLERS);
  }

  @Test
  void tellOfTheRequestThatMadeThem() throws Exception {
    createModel();
    for (int i = 0; i < CALLERS; i++) {
      external();
    }

    atOnce(caller -> move(caller + 1, caller));

    String key = client.get("/api/v1/models/" + model).body().path("folder").asString();
    Map<String, String> requests = new TreeMap<>();
    TopicReader.records(SERVERS, "thermocline.models", key, 1 + 2 * CALLERS)
        .forEach(told -> {
          if (told.event().path("type").asString().equals("alias.moved")) {
            requests.put(told.event().at("/data/to").asString(), told.requestId());
          }
        });
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < CALLERS; i++) {
      expected.put(Integer.toString(i + 1), "caller-" + i);
    }
    assertThat(requests).isEqualTo(expected);
  }

  @Test
  void areRefusedOneByOne() throws Exception {
    createModel();
    for (int i = 0; i < CALLERS; i++) {
      external();
    }

    client.send("DELETE", "/api/v1/models/" + model + "/versions/1", null);
    int[] targets = {1, 999, 2, 3};

    List<Answer> answers = atOnce(caller -> move(targets[caller % 4], caller));

    for (int i = 0; i < CALLERS; i++) {
      assertThat(answers.get(i).status()).isEqualTo(targets[i % 4] % 998 == 1 ? 404 : 200);
    }
    moves().forEach(move -> assertThat(move.path("to").asInt()).isIn(2, 3));
    assertThat(moves()).isNotEmpty();
  }

  @Test
  void leaveNoTraceWhereNothingMoves() throws Exception {
    createModel();
    external();
    external();

    List<Answer> answers = atOnce(caller -> move(2, caller));

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(answer -> answer.body().path("to").asString()).containsOnly("2");
    assertThat(moves()).hasSize(1);
  }

  @Test
  void numberVersionsInTheOrderOfTheirEvents() throws Exception {
    createModel();

    List<Answer> answers = atOnce(_ -> external());

    assertThat(answers.stream().map(each -> each.body().path("version").asInt()).sorted())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, CALLERS).boxed().toList());
    String key = client.get("/api/v1/models/" + model).body().path("folder").asString();
    assertThat(
            TopicReader.events(SERVERS, "thermocline.models", key, 1 + CALLERS).stream()
                .skip(1)
                .map(event -> event.at("/data/version").asInt()))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, CALLERS).boxed().toList());
  }
}
