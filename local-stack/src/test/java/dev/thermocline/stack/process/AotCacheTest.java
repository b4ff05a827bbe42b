package dev.thermocline.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
  private static final String PART = "part";
  private static final List<String> OPTIONS = AotCache.sparing("-Xmx32m", "-XX:+UseSerialGC");

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private Path jar = Path.of("");
  private @Nullable Guard guard;

  /** Ends with the code that its environment says, or waits for whoever listens on its port. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      String port = System.getenv("PORT");
      if (port != null) {
        try (Socket held = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
          System.exit(held.getInputStream().read());
        }
      }
      System.exit(Integer.parseInt(System.getenv().getOrDefault("CODE", "3")));
    }
  }

  @AfterEach
  void letsTheGuardGo() throws IOException {
    guard().close();
  }

  @BeforeEach
  void packsAProgram() throws IOException {
    guard = Guard.start(folder.resolve("pids"), List.of());
    jar = folder.resolve("program.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    String name = Program.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream code =
            Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(name))) {
      out.putNextEntry(new JarEntry(name));
      long _ = code.transferTo(out);
    }
  }

  @Test
  void aRehearsedStartLeavesACacheThatTheNextOneUses() throws IOException, InterruptedException {
    AotCache cache = new AotCache(folder.resolve("caches"));
    assertThat(cache.options(PART, List.of(jar), OPTIONS)).isEmpty();

    cache.rehearse(PART, jar, OPTIONS, Map.of("CODE", "0"), guard(), said::add);

    List<String> options = cache.options(PART, List.of(jar), OPTIONS);
    assertThat(options).first().asString().startsWith("-XX:AOTCache=");
    assertThat(start(options)).as("the JVM refuses to run without it").isZero();
    cache.rehearse(PART, jar, OPTIONS, Map.of("CODE", "0"), guard(), said::add);
    assertThat(said).containsExactly("preparing the next start of part");
  }

  @Test
  void aRehearsalThatFailsSaysSoAndLeavesItsLogAlone() throws IOException {
    AotCache cache = new AotCache(folder.resolve("caches"));

    cache.rehearse(PART, jar, OPTIONS, Map.of("CODE", "3"), guard(), said::add);

    assertThat(cache.options(PART, List.of(jar), OPTIONS)).isEmpty();
    assertThat(folder.resolve("caches"))
        .isDirectoryContaining(file -> file.endsWith("part.log"))
        .isDirectoryNotContaining(file -> file.toString().contains(".aot"));
    assertThat(said)
        .last()
        .asString()
        .startsWith("the next start of part will be slower: its preparation ended with code 3");
  }

  @Test
  @Timeout(60)
  void aRehearsalDoesNotOutliveTheProgramThatAskedForIt() throws Exception {
    AotCache cache = new AotCache(folder.resolve("caches"));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setSoTimeout(30_000);
      Map<String, String> environment = Map.of("PORT", Integer.toString(server.getLocalPort()));
      Future<?> rehearsal =
          threads.submit(() -> {
            cache.rehearse(PART, jar, OPTIONS, environment, guard(), said::add);
            return null;
          });
      try (Socket _ = server.accept()) {
        // What the guard does when that program is killed: it reads the end of a pipe.
        guard().close();

        rehearsal.get();
      }
    }
    assertThat(said).last().asString().contains("ended with code 137");
  }

  private Guard guard() {
    return Objects.requireNonNull(guard);
  }

  private int start(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Jdk.java());
    command.addAll(OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-XX:AOTMode=on", "-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("CODE", "0");
    return builder.start().waitFor();
  }
}
