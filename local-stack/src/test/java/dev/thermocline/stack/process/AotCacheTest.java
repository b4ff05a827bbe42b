package dev.thermocline.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
  private static final String PART = "part";
  private static final List<String> OPTIONS = AotCache.sparing("-Xmx32m", "-XX:+UseSerialGC");

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private Path jar = Path.of("");

  /** Ends with the code that its environment says. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      System.exit(Integer.parseInt(System.getenv().getOrDefault("CODE", "3")));
    }
  }

  @BeforeEach
  void packsAProgram() throws IOException {
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

    cache.rehearse(PART, jar, OPTIONS, Map.of("CODE", "0"), said::add);

    List<String> options = cache.options(PART, List.of(jar), OPTIONS);
    assertThat(options).first().asString().startsWith("-XX:AOTCache=");
    assertThat(start(options)).as("the JVM refuses to run without it").isZero();
    cache.rehearse(PART, jar, OPTIONS, Map.of("CODE", "0"), said::add);
    assertThat(said).containsExactly("preparing the next start of part");
  }

  @Test
  void aRehearsalThatFailsLeavesItsLogAlone() throws IOException {
    AotCache cache = new AotCache(folder.resolve("caches"));

    cache.rehearse(PART, jar, OPTIONS, Map.of("CODE", "3"), said::add);

    assertThat(cache.options(PART, List.of(jar), OPTIONS)).isEmpty();
    assertThat(folder.resolve("caches"))
        .isDirectoryContaining(file -> file.endsWith("part.log"))
        .isDirectoryNotContaining(file -> file.toString().contains(".aot"));
  }

  private int start(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-XX:AOTMode=on", "-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("CODE", "0");
    return builder.start().waitFor();
  }
}
