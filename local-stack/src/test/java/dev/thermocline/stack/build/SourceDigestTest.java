package dev.thermocline.stack.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDigestTest {
  @TempDir private Path checkout;

  @BeforeEach
  void makeTwoServicesAndALibrary() throws IOException {
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    module("library", "");
    module("one", dependency("library", "") + dependency("test-kit", "<scope>test</scope>"));
    module("two", dependency("org.other", "thing", ""));
  }

  @Test
  void aChangeInALibraryReachesOnlyWhoUsesIt() throws IOException {
    String one = digest("one");
    String two = digest("two");

    Files.writeString(checkout.resolve("library/src/main/Thing.java"), "changed");

    assertThat(digest("one")).isNotEqualTo(one);
    assertThat(digest("two")).isEqualTo(two);
  }

  @Test
  void theSameSourcesGiveTheSameDigestWhateverTheirTimes() throws IOException {
    String before = digest("one");
    Path source = checkout.resolve("one/src/main/Thing.java");

    Files.writeString(source, Files.readString(source));

    assertThat(digest("one")).isEqualTo(before);
  }

  @Test
  void testDependenciesDoNotCount() throws IOException {
    assertThat(new Modules(checkout).behind("one")).containsExactly("library", "one");
  }

  @Test
  void aRenamedFileCounts() throws IOException {
    String before = digest("two");

    Files.move(
        checkout.resolve("two/src/main/Thing.java"), checkout.resolve("two/src/main/Other.java"));

    assertThat(digest("two")).isNotEqualTo(before);
  }

  private String digest(String module) throws IOException {
    return SourceDigest.of(checkout, new Modules(checkout).behind(module));
  }

  private void module(String name, String dependencies) throws IOException {
    Path main = Files.createDirectories(checkout.resolve(name).resolve("src/main"));
    Files.writeString(main.resolve("Thing.java"), "source of " + name);
    Files.writeString(
        checkout.resolve(name).resolve("pom.xml"),
        "<project><dependencies>" + dependencies + "</dependencies></project>");
  }

  private static String dependency(String artifact, String more) {
    return dependency("dev.thermocline", artifact, more);
  }

  private static String dependency(String group, String artifact, String more) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s</dependency>"
        .formatted(group, artifact, more);
  }
}
