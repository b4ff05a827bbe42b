package dev.thermocline.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Field FIELD = new Field(FieldKind.ATTRIBUTE, "x");

  @Test
  void keepsWholeColumnsComparableWithFractions() {
    assertThat(integer(Operator.LESS, "1.5").text()).isEqualTo("c <= ?");
    assertThat(integer(Operator.LESS, "1.5").arguments()).containsExactly(1L);
    assertThat(integer(Operator.GREATER_OR_EQUAL, "1.5").text()).isEqualTo("c > ?");
    assertThat(integer(Operator.GREATER, "-1.5").arguments()).containsExactly(-2L);
    assertThat(integer(Operator.EQUAL, "1.5").text()).isEqualTo("false");
    assertThat(integer(Operator.EQUAL, "2.0").arguments()).containsExactly(2L);
  }

  @Test
  void comparesWithNumbersBeyondTheColumnsRange() {
    assertThat(integer(Operator.LESS, "1e30").text()).isEqualTo("c IS NOT NULL");
    assertThat(integer(Operator.GREATER, "1e30").text()).isEqualTo("false");
    assertThat(integer(Operator.GREATER, "-1e30").text()).isEqualTo("c IS NOT NULL");
  }

  @Test
  void neverTakesNaNForANumberThatIsAbove() {
    assertThat(
            Comparison.number(
                    "c",
                    new Condition(FIELD, Operator.GREATER, new Operand.Numeric(BigDecimal.ONE)))
                .text())
        .contains("< 'NaN'");
  }

  @Test
  void refusesAPatternThatEndsInsideAnEscape() {
    assertThat(text("a\\\\").arguments()).containsExactly("a\\\\");
    assertThatThrownBy(() -> text("a\\")).hasMessageContaining("backslash");
  }

  private static Sql integer(Operator operator, String number) {
    return Comparison.integer(
        "c", new Condition(FIELD, operator, new Operand.Numeric(new BigDecimal(number))));
  }

  private static Sql text(String pattern) {
    return Comparison.text("c", new Condition(FIELD, Operator.LIKE, new Operand.Text(pattern)));
  }
}
