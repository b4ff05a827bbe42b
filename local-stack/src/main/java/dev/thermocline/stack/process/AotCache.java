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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's ahead-of-time caches: a JVM that stops cleanly and had none leaves one behind, and the
 * next start takes half the time. A cache fits one set of jars, options and JDK, so its name is a
 * digest of those.
 */
public final class AotCache {
  /** For short lives: no cache is used, none is made. */
  public static final AotCache NONE = new AotCache(null);

  /** A half-made cache of this age has nobody any more who makes it. */
  private static final long LEFT_BEHIND = 3_600_000;

  private final @Nullable Path folder;
  private final Map<String, Recording> recording = new ConcurrentHashMap<>();

  public AotCache(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The JVM's options for using a cache, or for recording what one should hold.
   *
   * @param jars what the JVM is started with; their neighbours in {@code lib} count too
   */
  public List<String> options(String part, List<Path> jars, List<String> jvmOptions)
      throws IOException {
    if (folder == null) {
      return List.of("-XX:TieredStopAtLevel=1");
    }
    Files.createDirectories(folder);
    Path cache = folder.resolve(part + "-" + digest(jars, jvmOptions) + ".aot");
    if (Files.exists(cache)) {
      recording.remove(part);
      return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }
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
   * Without a cache the next start is slower and nothing else, so trouble is only logged.
   */
  public void keep(String part) throws IOException {
    Recording made = recording.remove(part);
    if (made == null || !Files.exists(made.notes())) {
      return;
    }
    Path unfinished = made.notes().resolveSibling(made.notes().getFileName() + ".new");
    Path log = made.cache().resolveSibling(part + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(made.jvmOptions());
    command.addAll(
        List.of(
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + made.notes(),
            "-XX:AOTCache=" + unfinished,
            "-cp",
            made.jars().stream().map(Path::toString).collect(joining(File.pathSeparator))));
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .onExit()
            .join()
            .exitValue();
    Files.deleteIfExists(made.notes());
    if (code == 0 && Files.exists(unfinished)) {
      Files.move(unfinished, made.cache(), StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(log);
    } else {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Throws away what a JVM noted whose jars have been replaced. */
  public void forget(String part) throws IOException {
    Recording made = recording.remove(part);
    if (made != null) {
      Files.deleteIfExists(made.notes());
    }
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
