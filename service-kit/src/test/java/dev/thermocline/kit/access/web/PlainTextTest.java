package dev.thermocline.kit.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  /** What Spring Security lets pass by itself. */
  private static final Pattern USUAL = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");

  @Test
  void takesTheSameCharactersAsTheUsualExpression() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c + "b";
      boolean usual = USUAL.matcher(text).matches();
      assertThat(PlainText.isPlain(text)).as("%x", c).isEqualTo(usual);
      assertThat(PlainText.isPlainButForTabs(text)).as("%x", c).isEqualTo(usual || c == '\t');
    }
    assertThat(PlainText.isPlain("")).isTrue();
  }
}
