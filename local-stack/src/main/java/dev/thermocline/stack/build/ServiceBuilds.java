package dev.thermocline.stack.build;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.Jdk;
import dev.thermocline.stack.process.LogTail;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Builds the services whose sources have changed since they were built last, and only those. */
public final class ServiceBuilds {
  private static final List<Source> SOURCES =
      List.of(
          new Source("registry", "registry-service", List.of("-Xmx256m")),
          // Rows of streams live until their file is written; they must not grow old by that.
          new Source(
              "features",
              "feature-service",
              List.of("-Xmx384m", "-XX:NewRatio=1", "-XX:SurvivorRatio=3")),
          new Source("gateway", "serving-gateway", List.of("-Xmx320m")));

  private final Home home;
  private final Consumer<String> progress;

  public ServiceBuilds(Home home, Consumer<String> progress) {
    this.home = home;
    this.progress = progress;
  }

  /** The services as their sources are now. */
  public List<Service> upToDate() throws IOException, InterruptedException {
    Files.createDirectories(home.services());
    Modules modules = new Modules(home.checkout());
    try (FileChannel channel =
            FileChannel.open(
                home.services().resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      List<Service> services = new ArrayList<>();
      List<Service> stale = new ArrayList<>();
      for (Source source : SOURCES) {
        String digest = SourceDigest.of(home.checkout(), modules.behind(source.module()));
        Service service = service(source, digest);
        services.add(service);
        if (lock.isValid() && !Files.exists(service.jar())) {
          stale.add(service);
        }
      }
      if (!stale.isEmpty()) {
        build(stale);
      }
      return services;
    }
  }

  private Service service(Source source, String digest) throws IOException {
    Path folder = home.services().resolve(source.name()).resolve(digest);
    return new Service(
        source.name(),
        folder.resolve(source.module() + ".jar"),
        ProjectVersion.of(home.checkout()),
        digest,
        source.heap());
  }

  private void build(List<Service> stale) throws IOException, InterruptedException {
    List<String> modules = stale.stream().map(service -> module(service.name()).module()).toList();
    progress.accept("building " + String.join(", ", modules));
    long start = System.nanoTime();
    Maven.run(
        home,
        List.of(
            "-q",
            "-pl",
            String.join(",", modules),
            "-am",
            "package",
            // Checked by `test`; a start wants the jar alone.
            "-Dmaven.test.skip=true",
            "-Dspotless.check.skip=true",
            "-Denforcer.skip=true"));
    for (Service service : stale) {
      unpack(service);
    }
    progress.accept("built in %.1f s".formatted((System.nanoTime() - start) / 1_000_000_000.0));
  }

  private Path folder(Service service) {
    return home.services().resolve(service.name()).resolve(service.digest());
  }

  private static Source module(String name) {
    return SOURCES.stream().filter(source -> source.name().equals(name)).findFirst().orElseThrow();
  }

  /** All or nothing: a folder with its final name is whole. */
  private void unpack(Service service) throws IOException, InterruptedException {
    Source source = module(service.name());
    Path target = home.checkout().resolve(source.module()).resolve("target");
    Path boot = target.resolve(source.module() + "-" + service.version() + ".jar");
    Path folder = folder(service);
    Path unfinished = folder.resolveSibling("unpacking");
    Folders.delete(unfinished);
    Path log = home.services().resolve(service.name() + "-unpack.log");
    int code =
        new ProcessBuilder(
                Jdk.java(),
                "-XX:TieredStopAtLevel=1",
                "-Djarmode=tools",
                "-jar",
                boot.toString(),
                "extract",
                "--destination",
                unfinished.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new StackFailure(
          service.name(),
          "its jar "
              + boot
              + " cannot be unpacked:\n    "
              + String.join("\n    ", LogTail.lines(log, 0, 10)),
          "make room on the disk, or run ./mvnw clean and start again");
    }
    Files.move(
        unfinished.resolve(boot.getFileName()), unfinished.resolve(service.jar().getFileName()));
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(log);
  }

  /** Deletes what was built from older sources; only for when none of it runs. */
  public void forgetOthers(List<Service> current) throws IOException {
    for (Service service : current) {
      Path keep = folder(service);
      List<Path> others;
      try (Stream<Path> all = Files.list(home.services().resolve(service.name()))) {
        others = all.filter(path -> !path.equals(keep)).toList();
      }
      for (Path other : others) {
        Folders.delete(other);
      }
    }
  }

  private record Source(String name, String module, List<String> heap) {}
}
