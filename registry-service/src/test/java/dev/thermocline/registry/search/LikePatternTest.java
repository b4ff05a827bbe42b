package dev.thermocline.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc%",
    "abc%, abc%",
    "ab_c%, ab%",
    "a\\%b%, a\\%b%",
    "a\\\\%, a\\\\%",
    "'%abc', ''",
    "_, ''",
    "'', ''"
  })
  void keepsWhatEveryMatchBeginsWith(String pattern, String start) {
    assertThat(LikePattern.start(pattern, 200)).isEqualTo(start);
  }

  @Test
  void cutsAfterSoManyCharactersAndNeverWithinOne() {
    String face = "\uD83D\uDE00";

    assertThat(LikePattern.start(face.repeat(3), 2)).isEqualTo(face.repeat(2) + "%");
    assertThat(LikePattern.start("a\\%bc", 2)).isEqualTo("a\\%%");
  }
}
