package dev.thermocline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import dev.thermocline.testkit.Tap;
import dev.thermocline.testkit.WithServers;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A gateway among servers that accept connections and say nothing. */
@WithServers
class HangingServersTest {
  @Test
  void startsAndNamesAllThatHangInTime(Servers servers, @TempDir Path folder) {
    try (Tap silent = Tap.silent();
        RunningGateway gateway =
            RunningGateway.start(
                servers,
                URI.create("http://127.0.0.1:" + silent.port()),
                folder,
                Map.of(
                    "thermocline.features.url", "http://127.0.0.1:" + silent.port(),
                    "thermocline.redis.features-url",
                        "redis://u:long-one@127.0.0.1:" + silent.port(),
                    "thermocline.redis.cache-url", "redis://u:long-one@127.0.0.1:" + silent.port(),
                    "thermocline.s3.endpoint", "http://127.0.0.1:" + silent.port(),
                    "thermocline.kafka.bootstrap-servers", "127.0.0.1:" + silent.port()))) {
      long begun = System.nanoTime();
      HttpResponse<String> answer = gateway.get("/readyz");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
      JsonNode ready = RunningGateway.json(answer);
      List<String> down =
          StreamSupport.stream(ready.get("dependencies").spliterator(), false)
              .filter(finding -> !finding.get("up").asBoolean())
              .map(finding -> finding.get("name").asString())
              .toList();
      assertThat(down)
          .containsExactlyInAnyOrder(
              "registry", "features", "features-redis", "cache-redis", "s3", "kafka");
      // It has no routing table, neither from the registry nor from a copy, and says so.
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(ready.get("reasons").toString()).contains("routing");
      assertThat(gateway.get("/livez").statusCode()).isEqualTo(200);
    }
  }
}
