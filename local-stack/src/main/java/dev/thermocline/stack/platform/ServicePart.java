package dev.thermocline.stack.platform;

import dev.thermocline.stack.build.Service;
import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.Jdk;
import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One service of the platform, run from its unpacked jar. */
final class ServicePart implements Part {
  private static final int ASK_MILLIS = 2_000;

  private final Service service;
  private final Path folder;
  private final List<Port> ports;
  private final Map<String, String> environment;
  private final AotCache cache;

  /**
   * Describes a service.
   *
   * @param ports the first one answers HTTP
   */
  ServicePart(
      Service service,
      Path folder,
      List<Port> ports,
      Map<String, String> environment,
      AotCache cache) {
    this.service = service;
    this.folder = folder;
    this.ports = List.copyOf(ports);
    this.environment = Map.copyOf(environment);
    this.cache = cache;
  }

  @Override
  public String name() {
    return service.name();
  }

  /** Two parts with the same mark run the same code with the same settings. */
  @Override
  public String mark() {
    return service.digest() + environment.hashCode();
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + ports.getFirst().number();
  }

  @Override
  public String version() {
    return service.version() + "+" + service.digest().substring(0, 8);
  }

  @Override
  public List<Port> ports() {
    return ports;
  }

  @Override
  public Launch prepare() throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(Jdk.java());
    command.addAll(options());
    command.addAll(cache.options(name(), List.of(service.jar()), options()));
    command.addAll(List.of("-jar", service.jar().toString()));
    return new Launch(command, environment, folder, Launch.log(folder, name()), "TERM");
  }

  private List<String> options() {
    List<String> options = new ArrayList<>(service.heap());
    options.addAll(
        AotCache.sparing(
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            // Arrow's buffers reach into it.
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Duser.timezone=UTC",
            "-Dfile.encoding=UTF-8"));
    return options;
  }

  @Override
  public void probe() throws IOException {
    // Asked ten times a second while every core is wanted: this client costs least.
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url() + "/readyz").toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(ASK_MILLIS);
    connection.setReadTimeout(ASK_MILLIS);
    int status = connection.getResponseCode();
    try (InputStream body = status == 200 ? connection.getInputStream() : error(connection)) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      if (status != 200) {
        throw new IOException("/readyz answers " + status + " " + text);
      }
    }
  }

  private static InputStream error(HttpURLConnection connection) {
    @Nullable InputStream body = connection.getErrorStream();
    return body == null ? InputStream.nullInputStream() : body;
  }

  @Override
  public void stopped(Guard guard, Consumer<String> progress) throws IOException {
    cache.rehearse(name(), service.jar(), options(), environment, guard, progress);
  }
}
