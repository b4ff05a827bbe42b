package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.platform.ControlClient;
import dev.thermocline.stack.platform.PlatformState;
import dev.thermocline.stack.platform.SupervisorStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds what is stale, starts what is not running. */
final class UpCommand implements Command {
  @Override
  public String summary() {
    return "Build what is stale, start servers and services.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline up [--detach] [--mlflow-ui]

    Builds the services whose sources have changed, starts Postgres, two Redis, Kafka, an object
    store and the three services, and says where they are. Without --detach it stays in the
    foreground: Ctrl-C stops everything, and so does the death of a part. With --detach it
    returns; the rest goes on serving when a part dies, `status` says so, and another `up`
    starts it again.

    With --mlflow-ui the registry also serves MLflow's own web page at its address, out of the
    mlflow that the python3 on PATH has installed; THERMOCLINE_MLFLOW_PAGE names the built page of
    another one. The browser asks for a password: that is the token; any user name will do.

    Ports, if the usual ones are taken:
      THERMOCLINE_GATEWAY_PORT (8000), THERMOCLINE_GRPC_PORT (8001),
      THERMOCLINE_REGISTRY_PORT (8081), THERMOCLINE_FEATURES_PORT (8082),
      THERMOCLINE_POSTGRES_PORT (15432), THERMOCLINE_REDIS_FEATURES_PORT (16379),
      THERMOCLINE_REDIS_CACHE_PORT (16380), THERMOCLINE_KAFKA_PORT (19092, and the next one),
      THERMOCLINE_S3_PORT (19000)

    Servers of your own instead of the local ones, one by one (each also as ..._FILE):
      THERMOCLINE_POSTGRES_URL with _USER and _PASSWORD, THERMOCLINE_REDIS_FEATURES_URL,
      THERMOCLINE_REDIS_CACHE_URL, THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS,
      THERMOCLINE_S3_ENDPOINT with _ACCESS_KEY, _SECRET_KEY and _REGION
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    List<String> unknown = new ArrayList<>(arguments);
    boolean detach = unknown.removeAll(List.of("--detach", "-d"));
    boolean withPage = unknown.removeAll(List.of("--mlflow-ui"));
    if (!unknown.isEmpty()) {
      return Command.wrong("unknown: " + String.join(" ", unknown), "up");
    }
    String request = withPage ? "start " + MlflowPage.find(System.getenv()) : "start";
    long start = System.nanoTime();
    PlatformState state = SupervisorStart.findOrStart(home);
    ControlClient supervisor = new ControlClient(state.socket());
    if (!supervisor.ask(request, System.out::println)) {
      Optional<PlatformState> left = PlatformState.find(home.run());
      if (left.isEmpty() || !left.get().phase().equals("up")) {
        DownCommand.awaitEnd(state);
      }
      return 1;
    }
    System.out.printf("%nready after %.1f s%n%n", (System.nanoTime() - start) / 1e9);
    System.out.print(Welcome.text(home, withPage));
    if (detach) {
      return 0;
    }
    return watch(supervisor);
  }

  /** Until Ctrl-C, which takes the whole platform along, in order. */
  private static int watch(ControlClient supervisor) throws IOException {
    System.out.println("\nCtrl-C stops everything.");
    Thread stop =
        new Thread(() -> {
          try {
            supervisor.ask("stop", System.out::println);
          } catch (IOException e) {
            System.out.println("not stopped: " + e.getMessage());
          }
        });
    Runtime.getRuntime().addShutdownHook(stop);
    supervisor.ask("watch", System.out::println);
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      return 0; // Ctrl-C: the hook is at work
    }
    return 1;
  }
}
