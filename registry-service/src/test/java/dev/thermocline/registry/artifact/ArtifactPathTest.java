package dev.thermocline.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.kit.error.ThermoclineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "a//b",
        "..",
        "a/..",
        "a/../b",
        "./a",
        "a/.",
        "a\\b",
        "..\\x",
        "a\0b",
        "a\nb",
        "%2e%2e/x",
        "a%2fb",
        "a%2Fb",
        "%252e",
        "a%00",
        "\u0085",
        "\ud800"
      })
  void refusesWhatCouldLeadElsewhere(String text) {
    assertThatThrownBy(() -> new ArtifactPath(text))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageStartingWith("Invalid path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1/ab/artifacts/model/MLmodel",
        "a b+c.txt",
        "üñ/漢😀",
        "...",
        "100%",
        "~x",
        "-"
      })
  void takesOrdinaryNames(String text) {
    assertThat(new ArtifactPath(text).value()).isEqualTo(text);
  }

  @Test
  void refusesNamesAndPathsThatNoSystemCanWrite() {
    assertThat(new ArtifactPath("x".repeat(255)).name()).hasSize(255);
    assertThatThrownBy(() -> new ArtifactPath("x".repeat(256)))
        .isInstanceOf(ThermoclineException.class);
    assertThatThrownBy(() -> new ArtifactPath("ü".repeat(128)))
        .isInstanceOf(ThermoclineException.class);
    assertThatThrownBy(() -> new ArtifactPath("x/".repeat(430) + "x"))
        .isInstanceOf(ThermoclineException.class);
  }

  @Test
  void forgivesASlashBehindAFolder() {
    assertThat(ArtifactPath.of("a/b/")).isEqualTo(new ArtifactPath("a/b"));
  }

  @Test
  void knowsWhatIsFrozen() {
    assertThat(new ArtifactPath("frozen/m-1/v1/MLmodel").isFrozen()).isTrue();
    assertThat(new ArtifactPath("frozen").isFrozen()).isTrue();
    assertThat(new ArtifactPath("frozen2/x").isFrozen()).isFalse();
  }
}
