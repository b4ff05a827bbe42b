package dev.thermocline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Pages under {@code docs/} that are made from the code. A test makes the text and checks here that
 * the page says the same; with {@code -Ddocs.write=true} it writes the page instead.
 */
public final class GeneratedPages {
  private static final boolean WRITE = Boolean.getBoolean("docs.write");

  private GeneratedPages() {}

  /** The whole page. */
  public static void check(String page, String text) {
    Path file = docs().resolve(page);
    if (WRITE) {
      write(file, text);
    }
    assertThat(read(file)).as(stale(page)).isEqualTo(text);
  }

  /**
   * The part of a page between two comments with the given name, so that several modules can make
   * one page.
   */
  public static void checkSection(String page, String name, String text) {
    Path file = docs().resolve(page);
    String begin = "<!-- made from the code: " + name + " -->\n";
    String end = "<!-- end of " + name + " -->\n";
    String content = read(file);
    int from = content.indexOf(begin);
    int to = content.indexOf(end);
    assertThat(from >= 0 && to > from)
        .as("docs/" + page + " has no section between '" + begin + "' and '" + end + "'")
        .isTrue();
    if (WRITE) {
      write(file, content.substring(0, from) + begin + text + content.substring(to));
      return;
    }
    assertThat(content.substring(from + begin.length(), to)).as(stale(page)).isEqualTo(text);
  }

  private static String stale(String page) {
    return "docs/" + page + " is made from the code: run this test with -Ddocs.write=true";
  }

  private static Path docs() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("This test does not run inside the repository");
    }
    return folder.resolve("docs");
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
