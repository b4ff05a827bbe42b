package dev.thermocline.stack.platform;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.Parts;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.server.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The parts that run, in their order: servers first, services after them; stopped in reverse. */
final class Platform {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Home home;
  private final PartStarter starter;
  private final BiConsumer<RunningPart, String> died;
  private final Map<String, RunningPart> running = new LinkedHashMap<>();
  private final Map<String, PartState> dead = new LinkedHashMap<>();
  private final Set<String> stopping = ConcurrentHashMap.newKeySet();
  private List<Elsewhere> elsewhere = List.of();

  /**
   * Describes a platform with nothing running.
   *
   * @param died is told of a part that ended without being asked, and how
   */
  Platform(Home home, PartStarter starter, BiConsumer<RunningPart, String> died) {
    this.home = home;
    this.starter = starter;
    this.died = died;
  }

  /** Starts what is missing, restarts what has changed or died, leaves alone what runs. */
  void bring(PlatformPlan plan, Consumer<String> progress)
      throws IOException, InterruptedException {
    plan.elsewhere().forEach(Elsewhere::check);
    synchronized (this) {
      elsewhere = plan.elsewhere();
    }
    bring(plan.servers(), progress);
    bring(plan.services(), progress);
    PrivateFile.write(
        home.platformFile(),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(plan.platformFile()) + "\n");
  }

  private void bring(Collection<Part> parts, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Part> missing = new ArrayList<>();
    for (Part part : parts) {
      RunningPart current = find(part.name());
      if (current != null && current.isAlive() && current.part().mark().equals(part.mark())) {
        continue;
      }
      if (current != null) {
        progress.accept("stopping " + part.name());
        end(current, RunningPart::stop);
      }
      missing.add(part);
    }
    long start = System.nanoTime();
    new Parts(
            starter,
            part -> {
              add(part);
              progress.accept(
                  "%-15s %4.1f s  %s"
                      .formatted(
                          part.name(),
                          Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0,
                          part.part().url()));
            })
        .start(missing);
  }

  /** Stops everything, services before servers. */
  void stop(Consumer<String> progress) throws IOException, InterruptedException {
    Files.deleteIfExists(home.platformFile());
    List<RunningPart> services = new ArrayList<>();
    List<RunningPart> servers = new ArrayList<>();
    synchronized (this) {
      running
          .values()
          .forEach(part -> (part.part() instanceof ServicePart ? services : servers).add(part));
    }
    stopTogether(services, progress);
    stopTogether(servers, progress);
  }

  private void stopTogether(List<RunningPart> parts, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (RunningPart part : parts) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  end(part, running -> running.stopForLong(progress));
                } catch (IOException e) {
                  synchronized (failures) {
                    failures.add(part.name() + ": " + e.getMessage());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new IOException("not stopped cleanly: " + String.join("; ", failures));
      }
    }
  }

  private void end(RunningPart part, Ending how) throws IOException, InterruptedException {
    stopping.add(part.name());
    try {
      how.end(part);
    } finally {
      synchronized (this) {
        running.remove(part.name(), part);
        dead.remove(part.name());
      }
      stopping.remove(part.name());
    }
  }

  private synchronized @Nullable RunningPart find(String name) {
    return running.get(name);
  }

  private void add(RunningPart part) {
    synchronized (this) {
      running.put(part.name(), part);
      dead.remove(part.name());
    }
    var _ = part.ended().thenRun(() -> ended(part));
  }

  private void ended(RunningPart part) {
    if (stopping.contains(part.name())) {
      return;
    }
    String how = HowItEnded.of(part.exitCode(), Instant.now());
    synchronized (this) {
      if (running.get(part.name()) != part) {
        return;
      }
      dead.put(
          part.name(),
          new PartState(
              part.name(),
              "died",
              part.pid(),
              null,
              part.part().url(),
              part.part().version(),
              part.log().toString(),
              how));
    }
    died.accept(part, how);
  }

  synchronized List<PartState> states() {
    List<PartState> states = new ArrayList<>();
    for (Elsewhere one : elsewhere) {
      states.add(
          new PartState(one.name(), "elsewhere", 0, null, one.url(), one.setting(), null, null));
    }
    for (RunningPart part : running.values()) {
      PartState ended = dead.get(part.name());
      states.add(
          ended != null
              ? ended
              : new PartState(
                  part.name(),
                  "up",
                  part.pid(),
                  part.since(),
                  part.part().url(),
                  part.part().version(),
                  part.log().toString(),
                  null));
    }
    return states;
  }

  private interface Ending {
    void end(RunningPart part) throws IOException, InterruptedException;
  }
}
