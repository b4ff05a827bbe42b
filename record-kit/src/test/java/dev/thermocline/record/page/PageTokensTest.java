package dev.thermocline.record.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageTokensTest {
  private static final byte[] KEY = new byte[32];
  private final PageTokens tokens = new PageTokens(() -> KEY);

  @Test
  void givesThePositionBack() {
    List<@Nullable String> position = Arrays.asList("ä\u0000b", null, "", "-0.0");

    String token = tokens.issue(Project.DEFAULT, "runs", position);

    assertThat(token).matches("[A-Za-z0-9_-]+");
    assertThat(tokens.open(Project.DEFAULT, "runs", token)).isEqualTo(position);
  }

  @Test
  void refusesATokenOfAnotherListProjectOrKey() {
    String token = tokens.issue(Project.DEFAULT, "runs?filter=a", List.of("1"));

    assertRefused(tokens, Project.DEFAULT, "runs?filter=b", token);
    assertRefused(tokens, new Project("other"), "runs?filter=a", token);
    byte[] another = new byte[32];
    another[0] = 1;
    assertRefused(new PageTokens(() -> another), Project.DEFAULT, "runs?filter=a", token);
  }

  @Test
  void refusesEveryChangedTokenAndGarbage() {
    String token = tokens.issue(Project.DEFAULT, "runs", List.of("some", "position"));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);

    for (int round = 0; round < 2000; round++) {
      char[] changed = token.toCharArray();
      int at = random.nextInt(changed.length - 1); // the last letter has bits that mean nothing
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      assertRefused(tokens, Project.DEFAULT, "runs", new String(changed));
    }
    for (String garbage : List.of("", "a", "%%%", "x".repeat(100_000), token.substring(4))) {
      assertRefused(tokens, Project.DEFAULT, "runs", garbage);
    }
  }

  @Test
  void hasNoTokenOnALastPageThatIsExactlyFull() {
    assertThat(Page.cut(List.of(1, 2), 2, String::valueOf).nextPageToken()).isNull();
    Page<Integer> page = Page.cut(List.of(1, 2, 3), 2, String::valueOf);
    assertThat(page.items()).containsExactly(1, 2);
    assertThat(page.nextPageToken()).isEqualTo("2");
  }

  private static void assertRefused(
      PageTokens tokens, Project project, String query, String token) {
    assertThatExceptionOfType(ThermoclineException.class)
        .isThrownBy(() -> tokens.open(project, query, token))
        .matches(e -> e.kind() == ErrorKind.INVALID_ARGUMENT);
  }
}
