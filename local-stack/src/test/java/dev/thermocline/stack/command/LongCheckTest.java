package dev.thermocline.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongCheckTest {
  @Test
  void isAnExecutableFileThatSaysWhatItShows(@TempDir Path checkout) throws IOException {
    Path checks = Files.createDirectories(checkout.resolve("room/checks"));
    Path script = checks.resolve("kills");
    Files.writeString(script, "#!/bin/sh\n# Nothing is lost.\n# weight: 4\n# More words.\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(checks.resolve("part-of-it.py"), "# Not a check\n");
    Files.createDirectory(checks.resolve("folder"));

    assertThat(LongCheck.all(checkout))
        .isEqualTo(Map.of("kills", new LongCheck(script, "Nothing is lost.", 4)));
  }

  @Test
  void everyCheckOfThisRepositorySaysWhatItShows() throws IOException {
    assertThat(LongCheck.all(Path.of("..")))
        .containsKeys("kills", "differential")
        .allSatisfy((name, check) -> assertThat(check.shows()).endsWith("."));
  }

  @Test
  void sharesTheTimeByWeight() {
    LongCheck light = new LongCheck(Path.of("light"), "", 1);
    LongCheck heavy = new LongCheck(Path.of("heavy"), "", 3);

    assertThat(LongCheck.shareOfFirst(Duration.ofMinutes(50), List.of(light, light, heavy)))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(LongCheck.shareOfFirst(Duration.ofMinutes(40), List.of(heavy, light)))
        .isEqualTo(Duration.ofMinutes(30));
  }
}
