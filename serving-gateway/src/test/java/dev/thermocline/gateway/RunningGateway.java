package dev.thermocline.gateway;

import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.cold.s3.S3Settings;
import dev.thermocline.gateway.route.Switchboard;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole gateway on a port of its own, over real servers. */
public final class RunningGateway implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ConfigurableApplicationContext context;
  private final int port;

  private RunningGateway(ConfigurableApplicationContext context) {
    this.context = context;
    this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  public static RunningGateway start(Servers servers, URI registry, Path data) {
    return start(servers, registry, data, Map.of());
  }

  public static RunningGateway start(
      Servers servers, URI registry, Path data, Map<String, String> more) {
    Map<String, Object> settings = new HashMap<>(servers.settings());
    settings.put("server.port", "0");
    settings.put("thermocline.gateway.grpc-port", "0");
    settings.put("thermocline.auth.mode", "open");
    settings.put("thermocline.registry.url", registry.toString());
    settings.put("thermocline.data-folder", data.toString());
    settings.put("thermocline.gateway.routing-poll", "100ms");
    settings.putAll(more);
    return new RunningGateway(
        new SpringApplicationBuilder(ServingGateway.class)
            .web(WebApplicationType.SERVLET)
            .initializers(context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", settings)))
            .run());
  }

  /** Where tests put their models. */
  public static FrozenModels models(Servers servers) {
    Servers.S3 s3 = servers.s3();
    return new FrozenModels(
        new S3ObjectStore(
            S3Settings.of(
                s3.endpoint(), s3.endpoint(), "us-east-1", s3.accessKey(), s3.secretKey())),
        s3.bucket("model-artifacts"));
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path))
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofString(body));
    request.header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(60)).GET());
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return CLIENT.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /** Waits until the gateway serves this routing revision. */
  public RunningGateway serving(long revision) {
    Switchboard switchboard = bean(Switchboard.class);
    Eventually.holds(() -> switchboard.servedRevision() >= revision);
    return this;
  }

  @Override
  public void close() {
    context.close();
  }
}
