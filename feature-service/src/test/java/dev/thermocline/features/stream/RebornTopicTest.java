package dev.thermocline.features.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RebornTopicTest extends RunningStream {
  @Test
  void everyRowOfATopicThatWasDeletedAndMadeAgainIsInAFile() throws Exception {
    IntStream.range(0, 20).forEach(i -> kept(row(1, "2026-01-01T00:00:%02dZ".formatted(i), i)));
    rows.await(20);

    delete(SERVERS.kafka().topicPrefix() + StreamTopics.ofSource(Project.DEFAULT, name));
    IntStream.range(20, 60).forEach(i -> kept(row(1, "2026-01-01T00:00:%02dZ".formatted(i), i)));

    assertThat(rows.await(60).stream().map(row -> row.values().getFirst()).sorted().toList())
        .isEqualTo(IntStream.range(0, 60).mapToObj(i -> (Object) (double) i).toList());
    assertThat(bp(1)).isEqualTo("[59.0]");
  }

  /** What a caller does whose push was not kept: push it again. */
  private void kept(String row) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> push(row).status(), status -> status == 200);
  }

  private static void delete(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", SERVERS.kafka().bootstrap()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }
}
