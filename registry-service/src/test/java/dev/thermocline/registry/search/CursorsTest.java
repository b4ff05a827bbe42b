package dev.thermocline.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CursorsTest {
  private static final List<SortKey> KEYS =
      List.of(
          SortKey.of("a", Long.class, true),
          SortKey.nullable("b", Double.class, true),
          SortKey.of("c", String.class, true),
          SortKey.of("d", UUID.class, true));

  private final Cursors cursors = new Cursors(new PageTokens(() -> new byte[32]));

  @Test
  void givesEveryValueBackAsItWas() {
    UUID id = new UUID(-1, 2);
    for (@Nullable Double number :
        Arrays.asList(0.1, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, null)) {
      Cursor place = new Cursor(3, Arrays.asList(Long.MIN_VALUE, number, "tä\n", id));

      String token = cursors.token(Project.DEFAULT, "runs", place);

      assertThat(cursors.of(Project.DEFAULT, "runs", token, KEYS)).isEqualTo(place);
    }
  }

  @Test
  void takesNoTokenAsTheBeginning() {
    assertThat(cursors.of(Project.DEFAULT, "runs", null, KEYS)).isNull();
    assertThat(cursors.of(Project.DEFAULT, "runs", "", KEYS)).isNull();
  }

  @Test
  void refusesTokensOfAnotherSearchProjectShapeOrHand() {
    Cursor place = new Cursor(0, Arrays.asList(1L, null, "c", new UUID(0, 0)));
    String token = cursors.token(Project.DEFAULT, "runs", place);

    refused(Project.DEFAULT, "runs by end", token, KEYS);
    refused(new Project("other"), "runs", token, KEYS);
    refused(Project.DEFAULT, "runs", token, KEYS.subList(0, 2));
    Cursors stranger = new Cursors(new PageTokens(() -> new byte[] {1}));
    refused(Project.DEFAULT, "runs", stranger.token(Project.DEFAULT, "runs", place), KEYS);
    assertThat(Objects.requireNonNull(cursors.read(Project.DEFAULT, "runs", token)).segmentOf(1))
        .isZero();
  }

  private void refused(Project project, String search, String token, List<SortKey> keys) {
    assertThatExceptionOfType(ThermoclineException.class)
        .isThrownBy(() -> cursors.of(project, search, token, keys))
        .matches(e -> e.kind() == ErrorKind.INVALID_ARGUMENT);
  }
}
