package dev.thermocline.stack.verify;

import dev.thermocline.stack.process.LoopbackPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A platform in a folder and on ports of its own, driven as a user drives it. */
final class PlatformUnderTest implements AutoCloseable {
  private static final List<String> PORTS =
      List.of(
          "GATEWAY",
          "GRPC",
          "REGISTRY",
          "FEATURES",
          "POSTGRES",
          "REDIS_FEATURES",
          "REDIS_CACHE",
          "KAFKA",
          "KAFKA_CONTROLLER",
          "S3");

  private final Path checkout;
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  PlatformUnderTest(Path checkout, Path home) throws IOException {
    this.checkout = checkout;
    this.home = home;
    if (!home.toFile().setExecutable(true, false)) {
      throw new IOException(home + " cannot be opened to the user that runs PostgreSQL");
    }
    environment.put("THERMOCLINE_HOME", home.toString());
    List<Integer> ports = LoopbackPorts.random(PORTS.size());
    for (int i = 0; i < ports.size(); i++) {
      environment.put("THERMOCLINE_" + PORTS.get(i) + "_PORT", ports.get(i).toString());
    }
  }

  /** Prints what it says only when it does not work. */
  int up() throws IOException {
    Result result = run("up", "--detach");
    if (result.code() != 0) {
      System.out.println(result.output().indent(4));
    }
    return result.code();
  }

  Result run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("thermocline").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.onExit().join().exitValue(), output);
  }

  List<String> parts() throws IOException {
    return StreamSupport.stream(state().path("parts").spliterator(), false)
        .map(part -> part.path("name").asString())
        .toList();
  }

  ProcessHandle process(String part) throws IOException {
    JsonNode state = state();
    long pid =
        part.equals("supervisor")
            ? state.path("supervisor").asLong()
            : part(state.toString(), part).path("pid").asLong();
    return ProcessHandle.of(pid).orElseThrow();
  }

  /**
   * The supervisor learns of a death a moment after it; without a supervisor nothing is noticed.
   */
  void awaitNoticed(String part) throws IOException, InterruptedException {
    for (int i = 0; i < 200 && !part.equals("supervisor"); i++) {
      if (part(state().toString(), part).path("state").asString().equals("died")) {
        return;
      }
      Thread.sleep(50);
    }
  }

  JsonNode platformFile() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(home.resolve("platform.json")));
  }

  String secret(String name) throws IOException {
    return Files.readString(home.resolve("secrets").resolve(name)).strip();
  }

  static JsonNode part(String json, String name) {
    return StreamSupport.stream(
            JsonMapper.shared().readTree(json).path("parts").spliterator(), false)
        .filter(part -> part.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode state() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(home.resolve("run/state.json")));
  }

  @Override
  public void close() throws IOException {
    run("down");
  }

  record Result(int code, String output) {}
}
