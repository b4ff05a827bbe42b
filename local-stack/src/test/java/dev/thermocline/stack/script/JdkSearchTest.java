package dev.thermocline.stack.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The part of ./thermocline that finds a JDK, with every usual folder moved below a root of ours.
 */
class JdkSearchTest {
  @TempDir private Path root;
  private Path script;

  @BeforeEach
  void cutTheScript() throws IOException {
    String whole = Files.readString(Path.of("..", "thermocline"));
    String search = whole.substring(0, whole.indexOf("\nexport JAVA_HOME\n"));
    String moved =
        search.replaceAll("(?<= )/(usr|opt|Library)/(?=[A-Za-z])", root + "/$1/")
            + "\nprintf '%s' \"$JAVA_HOME\"\n";
    assertThat(moved).contains(root + "/usr/lib/jvm/*").doesNotContain(" /usr/", " /opt/");
    script = Files.writeString(root.resolve("search"), moved);
  }

  @Test
  void takesTheOneThatJavaHomeNames() throws Exception {
    Path named = jdk("somewhere/jdk", "25.0.1");
    jdk("usr/lib/jvm/temurin-25", "25.0.3");
    assertThat(search(Map.of("JAVA_HOME", named.toString()))).isEqualTo("0 " + named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "usr/lib/jvm/temurin-25-jdk-amd64",
        "opt/java/openjdk",
        "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
        "home/Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
        "opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home",
        "home/.sdkman/candidates/java/25-tem",
        "home/.jdks/temurin-25"
      })
  void looksIntoTheUsualFolderAndPassesOverOthersThanAJdk25(String folder) throws Exception {
    Path seventeen = jdk("usr/lib/jvm/java-17", "17.0.12");
    Path onlyAJre = jdk("usr/lib/jvm/a-jre-25", "25");
    Files.delete(onlyAJre.resolve("bin/javac"));
    Path wanted = jdk(folder, "25.0.3");
    assertThat(search(Map.of("JAVA_HOME", seventeen.toString()))).isEqualTo("0 " + wanted);
  }

  @Test
  void asksTheJavaOfThePathLast() throws Exception {
    Path hidden = jdk("elsewhere/jdk-25", "25.0.3");
    assertThat(search(Map.of("PATH", hidden.resolve("bin") + ":/usr/bin:/bin")))
        .isEqualTo("0 " + hidden);
  }

  @Test
  void saysInOneSentenceWhatToInstallWhereThereIsNone() throws Exception {
    Path seventeen = jdk("usr/lib/jvm/java-17", "17.0.12");
    String said = search(Map.of("PATH", seventeen.resolve("bin") + ":/usr/bin:/bin"));
    assertThat(said)
        .startsWith("1 thermocline: no JDK 25 found; install one")
        .endsWith("or point JAVA_HOME at it.\n")
        .hasLineCount(1);
  }

  /** A folder that looks like a JDK: its java only says where it lives. */
  private Path jdk(String folder, String version) throws IOException {
    Path home = root.resolve(folder);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String tool : new String[] {"java", "javac"}) {
      Path file = home.resolve("bin").resolve(tool);
      Files.writeString(file, "#!/bin/sh\necho '    java.home = " + home + "' >&2\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return home;
  }

  private String search(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("HOME", root.resolve("home").toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + said;
  }
}
