package dev.thermocline.stack.process;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's ahead-of-time caches, which halve the time of a start; made at the first clean stop. A
 * server that runs the same jars for long notes itself what its cache should hold. That doubles the
 * time of its own start, so a service, whose jars change often, notes nothing: a rehearsal of its
 * start does. A cache fits one set of jars, options and JDK, so its name is a digest of those.
 */
public final class AotCache {
  /** For short lives: no cache is used, none is made. */
  public static final AotCache NONE = new AotCache(null);

  /** A half-made cache of this age has nobody any more who makes it. */
  private static final long LEFT_BEHIND = 3_600_000;

  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final @Nullable Path folder;
  private final Map<String, Recording> recording = new ConcurrentHashMap<>();

  public AotCache(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The given options of a JVM and those that keep its compilers from taking a start's processors,
   * when all parts want the same few: they yield to all other threads, the optimizing one waits for
   * code that runs three times as often as it would by itself, and a cache does not tell it what
   * was compiled before.
   */
  public static List<String> sparing(String... options) {
    return Stream.concat(
            Stream.of(options),
            Stream.of(
                "-XX:ThreadPriorityPolicy=1",
                "-XX:CompilerThreadPriority=5",
                "-XX:Tier4InvocationThreshold=15000",
                "-XX:Tier4MinInvocationThreshold=1800",
                "-XX:Tier4CompileThreshold=45000",
                "-XX:Tier4BackEdgeThreshold=120000",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining"))
        .toList();
  }

  /**
   * The JVM's options for using a cache, if there is one.
   *
   * @param jars what the JVM is started with; their neighbours in {@code lib} count too
   */
  public List<String> options(String part, List<Path> jars, List<String> jvmOptions)
      throws IOException {
    if (folder == null) {
      return List.of("-XX:TieredStopAtLevel=1");
    }
    Path cache = cache(folder, part, jars, jvmOptions);
    return Files.exists(cache)
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }

  /** The same, but for noting what a cache should hold where there is none. */
  public List<String> optionsOrRecording(String part, List<Path> jars, List<String> jvmOptions)
      throws IOException {
    List<String> options = options(part, jars, jvmOptions);
    if (folder == null || !options.isEmpty()) {
      recording.remove(part);
      return options;
    }
    Path cache = cache(folder, part, jars, jvmOptions);
    removeOthers(folder, part);
    Recording made =
        new Recording(
            cache,
            cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid()),
            jars,
            jvmOptions);
    recording.put(part, made);
    return List.of(
        "-XX:AOTMode=record",
        "-XX:AOTConfiguration=" + made.notes(),
        "-Xlog:aot=off",
        "-Xlog:cds=off");
  }

  /**
   * Makes a cache of what a JVM noted that has just stopped. One that was killed has noted nothing.
   */
  public void keep(String part, Guard guard, Consumer<String> progress) throws IOException {
    Recording made = recording.remove(part);
    if (made == null || !Files.exists(made.notes())) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(Jdk.java());
    command.addAll(made.jvmOptions());
    command.addAll(
        List.of(
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + made.notes(),
            "-XX:AOTCache=" + unfinished(made.cache()),
            "-cp",
            made.jars().stream().map(Path::toString).collect(joining(File.pathSeparator))));
    make(part, made.cache(), command, Map.of(), guard, progress);
    Files.deleteIfExists(made.notes());
  }

  /**
   * Makes a cache, unless there is one, from a start that ends just before it would serve.
   *
   * @param environment of the process, which may reach what the real one reaches
   */
  public void rehearse(
      String part,
      Path jar,
      List<String> jvmOptions,
      Map<String, String> environment,
      Guard guard,
      Consumer<String> progress)
      throws IOException {
    if (folder == null) {
      return;
    }
    Path cache = cache(folder, part, List.of(jar), jvmOptions);
    if (Files.exists(cache)) {
      return;
    }
    removeOthers(folder, part);
    List<String> command = new ArrayList<>();
    command.add(Jdk.java());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-XX:AOTCacheOutput=" + unfinished(cache),
            "-XX:TieredStopAtLevel=1",
            "-Dspring.context.exit=onRefresh",
            "-jar",
            jar.toString()));
    make(part, cache, command, environment, guard, progress);
  }

  /** Without a cache the next start is slower and nothing else, so trouble is said and no more. */
  private static void make(
      String part,
      Path cache,
      List<String> command,
      Map<String, String> environment,
      Guard guard,
      Consumer<String> progress)
      throws IOException {
    progress.accept("preparing the next start of " + part);
    Path log = cache.resolveSibling(part + ".log");
    Files.deleteIfExists(log);
    String name = part + "-preparing";
    Path here = Objects.requireNonNull(cache.getParent());
    Process making = guard.start(name, new Launch(command, environment, here, log, "KILL"));
    boolean ended = false;
    try {
      ended = making.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      making.descendants().forEach(ProcessHandle::destroyForcibly);
      making.destroyForcibly().onExit().join();
    }
    guard.forget(name);
    Path unfinished = unfinished(cache);
    if (ended && making.exitValue() == 0 && Files.exists(unfinished)) {
      Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(log);
    } else {
      Files.deleteIfExists(unfinished);
      progress.accept(
          "the next start of %s will be slower: its preparation %s, see %s"
              .formatted(
                  part,
                  ended
                      ? "ended with code " + making.exitValue()
                      : "took more than " + LONGEST.toMinutes() + " minutes",
                  log));
    }
  }

  private static Path unfinished(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".new");
  }

  private static Path cache(Path folder, String part, List<Path> jars, List<String> jvmOptions)
      throws IOException {
    Files.createDirectories(folder);
    return folder.resolve(part + "-" + digest(jars, jvmOptions) + ".aot");
  }

  private static void removeOthers(Path folder, String part) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(part + "-")
            && (name.endsWith(".aot")
                || file.toFile().lastModified() < System.currentTimeMillis() - LEFT_BEHIND)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static String digest(List<Path> jars, List<String> jvmOptions) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    digest.update((Runtime.version() + jvmOptions.toString()).getBytes(StandardCharsets.UTF_8));
    for (Path jar : jars) {
      add(digest, jar);
      Path libraries = jar.resolveSibling("lib");
      if (Files.isDirectory(libraries)) {
        try (Stream<Path> all = Files.list(libraries)) {
          for (Path library : all.sorted().toList()) {
            add(digest, library);
          }
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void add(MessageDigest digest, Path jar) throws IOException {
    String line = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis();
    digest.update(line.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A JVM that notes what a cache for it should hold.
   *
   * @param notes where it writes that when it ends
   */
  private record Recording(Path cache, Path notes, List<Path> jars, List<String> jvmOptions) {}
}
