package dev.thermocline.stack.platform;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.build.Service;
import dev.thermocline.stack.build.ServiceBuilds;
import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.PartStarter;
import dev.thermocline.stack.process.RunningPart;
import dev.thermocline.stack.process.StackFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one process that owns all others: it starts and stops the parts, notices when one dies, and
 * takes requests. It is small, so that there is little in it that could go wrong.
 */
public final class Supervisor {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Home home;
  private final Guard guard;
  private final ControlSocket socket;
  private final Platform platform;
  private final Instant since = Processes.startOf(ProcessHandle.current());
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile String phase = "starting";
  private volatile Consumer<String> watcher = text -> {};

  private Supervisor(Home home, Guard guard, ControlSocket socket) {
    this.home = home;
    this.guard = guard;
    this.socket = socket;
    this.platform = new Platform(home, new PartStarter(guard, PATIENCE), this::died);
  }

  static void main(String[] arguments) throws IOException, InterruptedException {
    Home home = Home.of(Path.of(arguments[0]), System.getenv());
    Files.createDirectories(home.run());
    try (FileChannel channel =
            FileChannel.open(
                home.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        System.out.println("another supervisor runs this platform");
        System.exit(1);
      }
      try (ControlSocket socket = ControlSocket.open();
          Guard guard = Guard.start(home.run().resolve("pids"), List.of())) {
        new Supervisor(home, guard, socket).run();
      }
    }
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    save();
    Thread stop = new Thread(this::stopBecauseAsked, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    Thread.ofVirtual()
        .start(() -> {
          try {
            socket.serve(this::handle);
          } catch (IOException e) {
            e.printStackTrace();
            finished.countDown();
          }
        });
    finished.await();
    Runtime.getRuntime().removeShutdownHook(stop);
    guard.close();
    phase = "stopped";
    save();
  }

  private void handle(String request, Answers answers, BufferedReader caller) throws IOException {
    String[] words = request.split(" ", 2);
    switch (words[0]) {
      case "start" -> start(answers, words.length > 1 ? Path.of(words[1]) : null);
      case "stop" -> stop(answers);
      case "watch" -> watch(answers, caller);
      default -> answers.failed("no such request: " + request);
    }
  }

  private synchronized void start(Answers answers, @Nullable Path mlflowPage) throws IOException {
    boolean first = phase.equals("starting");
    try {
      ServiceBuilds builds = new ServiceBuilds(home, answers::progress);
      List<Service> services = builds.upToDate();
      AotCache cache = new AotCache(home.caches());
      platform.bring(
          new PlatformPlanner(home, new StackSettings(System.getenv()), cache)
              .plan(services, mlflowPage),
          answers::progress);
      builds.forgetOthers(services);
      phase = "up";
      save();
      answers.done();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      String all = e instanceof StackFailure ? String.valueOf(e.getMessage()) : e.toString();
      for (Throwable other : e.getSuppressed()) {
        all += "\n" + other.getMessage();
      }
      if (first) {
        stopAll(text -> {});
        answers.failed(all);
        finished.countDown();
      } else {
        save();
        answers.failed(all);
      }
    }
  }

  private synchronized void stop(Answers answers) throws IOException {
    phase = "stopping";
    stopAll(answers::progress);
    answers.done();
    finished.countDown();
  }

  /** As long as somebody watches, the platform is theirs: it ends when they go or a part dies. */
  private void watch(Answers answers, BufferedReader caller) throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    watcher =
        text -> {
          answers.progress(text);
          over.countDown();
        };
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (caller.readLine() != null) {
              // Nothing more is expected; the end is.
            }
          } catch (IOException e) {
            // Gone, too.
          }
          over.countDown();
        });
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (phase.equals("up")) {
        phase = "stopping";
        stopAll(answers::progress);
      }
    }
    answers.failed("stopped");
    finished.countDown();
  }

  private void died(RunningPart part, String how) {
    save();
    watcher.accept(part.name() + " " + how + "; see " + part.log());
  }

  private void stopAll(Consumer<String> progress) {
    try {
      platform.stop(progress);
    } catch (IOException e) {
      progress.accept(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopBecauseAsked() {
    stopAll(text -> {});
  }

  private void save() {
    try {
      new PlatformState(
              ProcessHandle.current().pid(), since, socket.path(), phase, platform.states())
          .save(home.run());
    } catch (IOException e) {
      // A full disk must not end what still works; status tells from the processes themselves.
      System.out.println("the state cannot be written: " + e.getMessage());
    }
  }
}
