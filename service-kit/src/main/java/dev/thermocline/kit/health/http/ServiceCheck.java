package dev.thermocline.kit.health.http;

import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.Bounds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks another service whether it is alive. What it can do is its own to say. */
final class ServiceCheck implements Dependency, AutoCloseable {
  private final String name;
  private final HttpRequest question;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Bounds.CONNECT)
          .build();

  ServiceCheck(String name, URI url) {
    this.name = name;
    String base = url.toString();
    this.question =
        HttpRequest.newBuilder(URI.create((base.endsWith("/") ? base : base + "/") + "livez"))
            .timeout(Bounds.CHECK)
            .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void check() throws IOException, InterruptedException {
    int status = client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException(name + " answers " + status);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
