package dev.thermocline.gateway.runtime.http;

import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelRuntime;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Models that somebody else serves, over the Open Inference Protocol or MLflow's scoring routes.
 * Which one it is is read from the URL: {@code …/v2/models/<name>} or {@code …/invocations}; a URL
 * without a path is asked what it speaks.
 */
@Component
final class RemoteRuntime implements ModelRuntime, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Pattern MODEL =
      Pattern.compile("(.*/v2/models/[^/]+(/versions/[^/]+)?)(/infer)?/?");
  private static final Pattern BARE = Pattern.compile("/?");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final GatewaySettings settings;

  RemoteRuntime(GatewaySettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "remote";
  }

  @Override
  public int preference() {
    return 9;
  }

  @Override
  public boolean canRun(@Nullable ModelDescription description) {
    return description == null;
  }

  @Override
  public boolean needsFiles() {
    return false;
  }

  @Override
  public LoadedModel load(Request request) {
    URI url = request.remoteUrl();
    if (url == null) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, request.version() + " is remote, and its deployment has no URL.");
    }
    RemoteCalls calls = new RemoteCalls(client, url, settings);
    try {
      return new RemoteModel(calls, protocol(calls, url, request.version().model()));
    } catch (IOException failure) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "%s cannot be served by %s: %s."
              .formatted(request.version(), calls.server(), failure.getMessage()),
          failure);
    }
  }

  private static RemoteProtocol protocol(RemoteCalls calls, URI url, String model)
      throws IOException {
    String path = url.getPath() == null ? "" : url.getPath();
    Matcher named = MODEL.matcher(path);
    if (named.matches()) {
      return OpenInference.describedBy(calls, url.resolve(named.group(1)));
    }
    if (path.endsWith("/invocations")) {
      return Scoring.at(url);
    }
    if (!BARE.matcher(path).matches()) {
      throw new IOException(
          "its path is neither …/v2/models/<name> nor …/invocations, so that nobody knows what it speaks");
    }
    URI page = url.resolve("/v2/models/" + model);
    if (calls.look(page).statusCode() == 200) {
      return OpenInference.describedBy(calls, page);
    }
    int ping = calls.look(url.resolve("/ping")).statusCode();
    if (ping == 200) {
      return Scoring.at(url.resolve("/invocations"));
    }
    throw new IOException(
        "it has no model '%s' under /v2/models and answers %d to /ping".formatted(model, ping));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
