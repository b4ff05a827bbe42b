package dev.thermocline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * A service of this machine and what it says of itself to anybody who asks.
 *
 * @param name of its module and of its pages
 */
public record RunningService(String name, int port) {

  /** The reference of its routes under {@code docs/openapi} is the one that it gives out. */
  public void checkRoutes() {
    GeneratedPages.check("openapi/" + name + ".json", get("/v3/api-docs") + "\n");
  }

  /** What it tells Prometheus. */
  public String metrics() {
    return get("/actuator/prometheus");
  }

  /** The dependencies whose state is in its metrics. */
  public List<String> dependencies() {
    return metrics()
        .lines()
        .filter(line -> line.startsWith("thermocline_dependency_up"))
        .map(line -> line.replaceAll(".*dependency=\"([^\"]+)\".*", "$1"))
        .toList();
  }

  private String get(String path) {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(address + ": " + answer.body()).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
