package dev.thermocline.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
  private final Map<String, Path> awaited = new ConcurrentHashMap<>();

  public AotCache(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The JVM's options for using a cache, or for making one.
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
      awaited.remove(part);
      return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }
    removeOthers(folder, part);
    awaited.put(part, cache);
    return List.of("-XX:AOTCacheOutput=" + unfinished(cache), "-Xlog:aot=off", "-Xlog:cds=off");
  }

  /** Takes what the JVM left when it stopped; a JVM that was killed has left nothing. */
  public void keep(String part) throws IOException {
    Path cache = awaited.remove(part);
    if (cache != null && Files.exists(unfinished(cache))) {
      Files.move(unfinished(cache), cache, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Path unfinished(Path cache) {
    return cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid() + ".new");
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
}
