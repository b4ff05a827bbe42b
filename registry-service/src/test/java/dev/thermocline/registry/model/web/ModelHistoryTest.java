package dev.thermocline.registry.model.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.registry.testing.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Aliases and stages: what they mean, and every move that they made. */
class ModelHistoryTest extends ModelCalls {
  ModelHistoryTest(@LocalServerPort int port) {
    super(port);
  }

  @Test
  void findsVersionsByNumberLabelAndAlias() {
    createModel();
    external();
    client.send("PATCH", "/api/v1/models/" + model + "/versions/1", "{\"label\":\"v1.2.3\"}");
    alias("champion", "v1.2.3");

    for (String ref : List.of("1", "v1", "v1.2.3", "@champion")) {
      Answer found = client.get("/api/v1/models/" + model + "/versions/" + ref);
      assertThat(found.body().path("version").asString()).as(ref).isEqualTo("1");
    }
  }

  @Test
  void remembersEveryMoveOfAnAliasAndGoesBack() {
    createModel();
    external();
    external();
    external();
    alias("champion", "1");
    alias("champion", "2");
    Answer third = alias("champion", "3");
    String path = "/api/v1/models/" + model + "/aliases/champion";

    Answer back = client.send("POST", path + "/rollback", "{\"reason\":\"worse\"}");
    Answer further = client.send("POST", path + "/rollback", null);
    JsonNode moves = client.get(path + "/history").body().path("moves");

    assertThat(back.body().path("to").asString()).isEqualTo("2");
    assertThat(back.body().path("undoes").asLong())
        .isEqualTo(third.body().path("revision").asLong());
    assertThat(further.body().path("to").asString()).isEqualTo("1");
    assertThat(moves).hasSize(5);
    assertThat(moves.get(1).path("reason").asString()).isEqualTo("worse");
    assertThat(
            client
                .get(path + "?at=" + third.body().path("at").asString())
                .body()
                .path("version")
                .asString())
        .isEqualTo("3");
    assertThat(client.send("POST", path + "/rollback", null).status()).isEqualTo(400);
  }

  @Test
  void keepsTheHistoryOfStages() {
    createModel();
    external();
    external();
    String path = "/api/v1/models/" + model + "/versions/";
    client.send("PUT", path + "1/stage", "{\"stage\":\"Production\"}");
    client.send("PUT", path + "2/stage", "{\"stage\":\"production\",\"archiveExisting\":true}");

    assertThat(client.get(path + "1").body().path("stage").asString()).isEqualTo("Archived");
    assertThat(client.get(path + "1/stage/history").body().path("moves")).hasSize(2);
  }

  @Test
  void givesNumbersWithoutGapsAndAHistoryInOrderToManyAtOnce() throws Exception {
    createModel();
    external();
    Set<Integer> numbers = ConcurrentHashMap.newKeySet();
    try (ExecutorService callers = Executors.newFixedThreadPool(64)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        done.add(
            callers.submit(() -> {
              for (int round = 0; round < 2; round++) {
                Answer made = external();
                assertThat(made.status()).isEqualTo(201);
                String number = made.body().path("version").asString();
                numbers.add(Integer.parseInt(number));
                assertThat(alias("champion", number).status()).isEqualTo(200);
              }
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }

    assertThat(new TreeSet<>(numbers))
        .containsExactlyElementsOf(IntStream.rangeClosed(2, 129).boxed().toList());
    JsonNode moves =
        client
            .get("/api/v1/models/" + model + "/aliases/champion/history?limit=1000")
            .body()
            .path("moves");
    assertThat(moves).hasSize(128);
    for (int i = 0; i + 1 < moves.size(); i++) {
      assertThat(moves.get(i).path("from")).isEqualTo(moves.get(i + 1).path("to"));
      assertThat(moves.get(i).path("revision").asLong())
          .isGreaterThan(moves.get(i + 1).path("revision").asLong());
    }
    List<String> told =
        events(258).stream()
            .filter(event -> event.path("type").asString().equals("alias.moved"))
            .map(event -> event.at("/data/to").asString())
            .toList();
    List<String> inHistory = new ArrayList<>();
    moves.forEach(move -> inHistory.addFirst(move.path("to").asString()));
    assertThat(told).isEqualTo(inHistory);
  }

  /** This model's events as they arrive on Kafka. */
  private List<JsonNode> events(int expected) {
    String key = client.get("/api/v1/models/" + model).body().path("folder").asString();
    return TopicReader.events(SERVERS, "thermocline.models", key, expected);
  }
}
