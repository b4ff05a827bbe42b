package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.platform.ControlClient;
import dev.thermocline.stack.platform.PlatformState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Stops everything, in order. */
final class DownCommand implements Command {
  @Override
  public String summary() {
    return "Stop services and servers, in order. Nothing is lost.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline down

    Stops the services, then the servers, and waits until all have ended. The first clean stop
    after a build takes some seconds longer: each JVM leaves a cache behind that halves the time
    of its next start.
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    if (!arguments.isEmpty()) {
      return Command.wrong("it takes no arguments", "down");
    }
    return stop(home) ? 0 : 1;
  }

  /** After it has answered, the supervisor still sees the last processes off. */
  static void awaitEnd(PlatformState state) {
    Optional<ProcessHandle> supervisor = ProcessHandle.of(state.supervisor());
    if (supervisor.isPresent() && state.isSupervised()) {
      CompletableFuture<ProcessHandle> end = supervisor.get().onExit();
      end.completeOnTimeout(supervisor.get(), 30, TimeUnit.SECONDS).join();
    }
  }

  /** Whether nothing is running any more. */
  static boolean stop(Home home) throws IOException, InterruptedException {
    Optional<PlatformState> state = PlatformState.find(home.run());
    if (state.isEmpty() || !state.get().isSupervised()) {
      System.out.println("nothing is running");
      return true;
    }
    boolean stopped = new ControlClient(state.get().socket()).ask("stop", System.out::println);
    awaitEnd(state.get());
    return stopped;
  }
}
