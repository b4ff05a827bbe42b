package dev.thermocline.registry.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.registry.testing.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Versions by their content, numbered and compared. */
class DatasetVersionsTest extends DatasetCalls {
  private final JdbcTemplate jdbc;

  DatasetVersionsTest(
      @LocalServerPort int port, @Autowired ObjectStore store, @Autowired JdbcTemplate jdbc) {
    super(port, store);
    this.jdbc = jdbc;
  }

  @Test
  void answersTheVersionThatHasTheSameContent() {
    create("raw");
    Answer first = uploaded("", "a.csv", "x\n1\n", "b.txt", "b");
    uploaded("", "a.csv", "x\n2\n");

    Answer again = uploaded("", "b.txt", "b", "a.csv", "x\n1\n");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    String digest = first.body().path("digest").asString();
    assertThat(client.get(base + "/versions/" + digest).body()).isEqualTo(first.body());
    assertThat(client.get(base + "/versions/" + digest.substring(0, 32)).body())
        .isEqualTo(first.body());
    assertThat(client.get(base + "/versions/latest").body().path("version").asString())
        .isEqualTo("2");
    assertThat(uploaded(",\"preprocessing\":\"other\"", "b.txt", "b", "a.csv", "x\n1\n").status())
        .isEqualTo(409);
  }

  @Test
  void saysWhatDiffersBetweenTwoVersions() {
    create("raw");
    uploaded("", "a.csv", "x,y\n1,2\n", "same.txt", "s", "gone.txt", "g");
    uploaded("", "a.csv", "x,z\n1,2\n3,4\n", "same.txt", "s", "new.txt", "n");

    Answer compared = client.get(base + "/versions/1/comparison?with=2");

    assertThat(compared.body().path("sameData").asBoolean()).isFalse();
    assertThat(compared.body().path("sameRows").asBoolean()).isFalse();
    List<String> files = new ArrayList<>();
    compared
        .body()
        .path("files")
        .forEach(
            each -> files.add(each.path("change").asString() + " " + each.path("path").asString()));
    assertThat(files).containsExactly("changed a.csv", "removed gone.txt", "added new.txt");
    assertThat(compared.body().at("/from/rows").asLong()).isEqualTo(1);
    assertThat(compared.body().at("/to/rows").asLong()).isEqualTo(2);
    List<String> columns = new ArrayList<>();
    compared.body().path("columns").forEach(each -> columns.add(each.path("name").asString()));
    assertThat(columns).containsExactly("y", "z");
    Answer same = client.get(base + "/versions/1/comparison?with=1");
    assertThat(same.body().path("sameData").asBoolean()).isTrue();
    assertThat(same.body().path("files").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400",
        "{\"source\":{}} | 400",
        "{\"source\":{\"kind\":\"magic\"}} | 400",
        "{\"source\":{\"kind\":\"upload\"}} | 400",
        "{\"source\":{\"kind\":\"upload\",\"upload\":\"x\"}} | 400",
        "{\"source\":{\"kind\":\"upload\",\"upload\":\"00000000-0000-0000-0000-000000000000\"}} | 404",
        "{\"source\":{\"kind\":\"prefix\"}} | 400",
        "{\"source\":{\"kind\":\"prefix\",\"prefix\":\"raw/a\\u0000b/\"}} | 400",
        "{\"source\":{\"kind\":\"join\",\"joinId\":\"1\",\"prefix\":\"raw/a/\",\"files\":[null]}} | 400",
        "{\"source\":{\"kind\":\"join\",\"joinId\":\"1\",\"prefix\":\"raw/a/\"}} | 400",
        "{\"source\":{\"kind\":\"join\",\"prefix\":\"raw/a/\"}} | 400",
        "{\"source\":{\"kind\":\"prefix\",\"prefix\":\"raw/a/\"},\"rows\":-1} | 400",
        "{\"source\":{\"kind\":\"prefix\",\"prefix\":\"raw/a/\"},\"schema\":[{\"name\":\"a\"}]} | 400",
        "[] | 400",
        "{\"source\": | 400"
      })
  void refusesBadOrders(String body, int status) {
    create("raw");

    Answer refused = register(body);

    assertThat(refused.status()).as(refused.body().toString()).isEqualTo(status);
    assertThat(client.get(base + "/versions").body().path("versions").isEmpty()).isTrue();
  }

  @Test
  void numbersVersionsWithoutGapsWhenManyRegisterAtOnce() throws Exception {
    create("raw");
    List<Future<Answer>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        String text = "t" + i % 16;
        running.add(threads.submit(() -> uploaded("", "a.txt", text)));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Answer> each : running) {
      statuses.add(each.get().status());
    }

    assertThat(statuses).containsOnly(200, 201);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(16);
    List<@Nullable Integer> numbers =
        jdbc.queryForList(
            """
            SELECT number FROM dataset_version JOIN dataset USING (project, dataset_id)
            WHERE name = ? ORDER BY number
            """,
            Integer.class,
            name);
    assertThat(numbers).isEqualTo(java.util.stream.IntStream.rangeClosed(1, 16).boxed().toList());
    List<Long> revisions = new ArrayList<>();
    List<String> told = new ArrayList<>();
    TopicReader.events(SERVERS, "thermocline.datasets", name, 17)
        .forEach(event -> {
          revisions.add(event.path("revision").asLong());
          told.add(event.path("type").asString() + event.at("/data/version").asString(""));
        });
    assertThat(revisions).isSorted().doesNotHaveDuplicates();
    assertThat(told)
        .startsWith("dataset.created", "version.created1")
        .endsWith("version.created16");
  }
}
