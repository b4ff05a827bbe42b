package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How far behind streams are, as the feature-service's own metrics tell. */
final class StreamsLine {
  private static final String PREFIX = "thermocline_features_stream_";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private StreamsLine() {}

  /** One line for people; nothing where the feature-service does not tell. */
  static Optional<String> read(Home home) {
    try {
      JsonNode platform = JsonMapper.shared().readTree(Files.readString(home.platformFile()));
      URI metrics = URI.create(platform.path("features").asString() + "/actuator/prometheus");
      String token = Files.readString(Path.of(platform.path("tokenFile").asString())).strip();
      try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(metrics)
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? Optional.of(line(answer.body())) : Optional.empty();
      }
    } catch (IOException | IllegalArgumentException silent) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What a page of metrics says of streams and of the inference log. */
  static String line(String metrics) {
    return "  streams: %d messages behind, %d not in files yet, %d filed, %d put aside; delay p99 %.0f ms"
        .formatted(
            Math.round(sum(metrics, "lag")),
            Math.round(sum(metrics, "unfiled")),
            Math.round(sum(metrics, "filed_total")),
            Math.round(sum(metrics, "dead_total")),
            1000 * value(metrics, "delay_seconds{quantile=\"0.99\"}"));
  }

  private static double sum(String metrics, String name) {
    return metrics
        .lines()
        .filter(
            line -> line.startsWith(PREFIX + name + "{") || line.startsWith(PREFIX + name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(PREFIX + name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }
}
