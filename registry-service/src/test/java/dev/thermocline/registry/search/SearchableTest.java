package dev.thermocline.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchableTest {
  private static final Searchable RUNS =
      Searchable.builder()
          .prefixes(FieldKind.ATTRIBUTE, "attribute", "attributes", "run")
          .prefixes(FieldKind.METRIC, "metric", "metrics")
          .prefixes(FieldKind.PARAM, "param", "params")
          .prefixes(FieldKind.TAG, "tag", "tags")
          .prefixes(FieldKind.DATASET, "dataset")
          .attribute(Searchable.Type.LISTED_TEXT, "run_id")
          .attribute(Searchable.Type.TEXT, "status")
          .attribute(Searchable.Type.TEXT, "run_name", "Run Name")
          .attribute(Searchable.Type.INTEGER, "start_time", "created")
          .nullable(FieldKind.TAG)
          .keys(FieldKind.DATASET, "name", "digest")
          .ordered(FieldKind.METRIC, FieldKind.PARAM, FieldKind.TAG)
          .build();

  @Test
  void readsEveryKindOfField() {
    assertThat(
            RUNS.filter(
                "metrics.rmse < 0.5 and params.\"a b\" = 'x' AND tag.`mlflow.user` != \"me\""
                    + " AND status LIKE 'FIN%' AND created >= 12 AND dataset.name IN ('a', \"b\")"))
        .containsExactly(
            new Condition(
                new Field(FieldKind.METRIC, "rmse"),
                Operator.LESS,
                new Operand.Numeric(new BigDecimal("0.5"))),
            new Condition(new Field(FieldKind.PARAM, "a b"), Operator.EQUAL, new Operand.Text("x")),
            new Condition(
                new Field(FieldKind.TAG, "mlflow.user"),
                Operator.NOT_EQUAL,
                new Operand.Text("me")),
            new Condition(
                new Field(FieldKind.ATTRIBUTE, "status"), Operator.LIKE, new Operand.Text("FIN%")),
            new Condition(
                new Field(FieldKind.ATTRIBUTE, "start_time"),
                Operator.GREATER_OR_EQUAL,
                new Operand.Numeric(new BigDecimal("12"))),
            new Condition(
                new Field(FieldKind.DATASET, "name"),
                Operator.IN,
                new Operand.Texts(List.of("a", "b"))));
  }

  @Test
  void keepsDotsOfAKeyThatIsNotQuoted() {
    assertThat(RUNS.filter("tags.mlflow.source.name = 'x'").getFirst().field().key())
        .isEqualTo("mlflow.source.name");
  }

  @Test
  void readsNumbersWithSignAndExponent() {
    assertThat(List.of("-1", "+2.5", ".5", "-.5", "1e-3", "3.E2", "7"))
        .allSatisfy(number ->
            assertThat(RUNS.filter("metrics.m >= " + number).getFirst().operand())
                .isEqualTo(new Operand.Numeric(new BigDecimal(number))));
  }

  @Test
  void readsAbsenceAndPresence() {
    assertThat(RUNS.filter("tags.a IS NULL AND tags.b is not null"))
        .extracting(Condition::operator)
        .containsExactly(Operator.IS_NULL, Operator.IS_NOT_NULL);
  }

  @Test
  void takesDoubledQuotesForOne() {
    assertThat(RUNS.filter("tags.a = 'it''s'").getFirst().text()).isEqualTo("it's");
  }

  @Test
  void hasNoConditionsForABlankFilter() {
    assertThat(RUNS.filter(null)).isEmpty();
    assertThat(RUNS.filter("  ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "metrics.m",
        "metrics.m >",
        "metrics.m > 'text'",
        "metrics.m LIKE 'a'",
        "metrics.m IS NULL",
        "metrics. > 1",
        "metrics.m > 1 OR metrics.n > 2",
        "metrics.m > 1 metrics.n > 2",
        "(metrics.m > 1)",
        "metrics.m > 1e999999999",
        "metrics.m > 1.2.3",
        "params.a = 1",
        "params.a = b",
        "params.a = `b`",
        "params.a > 'b'",
        "params.a-b = 'x'",
        "params.a = 'never closed",
        "params.a IN ('x')",
        "run_id IN ()",
        "run_id IN ('a',, 'b')",
        "run_id IN (1, 2)",
        "run_id NOT ('a')",
        "start_time = 'x'",
        "start_time LIKE 'x'",
        "unknown = 'x'",
        "traces.a = 'x'",
        "dataset.colour = 'x'",
        "tags.a = 'x'; DROP TABLE run",
        "tags.a = 'x' -- comment",
        "tags.a = '\0'",
        "tags.a = '\ud800'",
        "!",
        "AND tags.a",
      })
  void refusesWhatItCannotRead(String filter) {
    assertThatThrownBy(() -> RUNS.filter(filter))
        .isInstanceOfSatisfying(
            ThermoclineException.class,
            e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT));
  }

  @Test
  void answersRandomTextWithAResultOrAClearRefusalOnly() {
    String[] pieces = {
      "metrics", ".", "a", "'", "\"", "`", "(", ")", ",", "=", "!=", "<", "AND", "IN", "NOT", "IS",
      "NULL", "LIKE", "1", "-", "e5", " ", "\\", "é", "tags", "run_id", "'x'", "\n", ";"
    };
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder filter = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        filter.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        RUNS.filter(filter.toString());
        RUNS.order(List.of(filter.toString()));
      } catch (ThermoclineException e) {
        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      }
    }
  }

  @Test
  void readsOrders() {
    assertThat(RUNS.order(List.of("metrics.`a b` desc", "start_time", "params.x ASC")))
        .containsExactly(
            new Order(new Field(FieldKind.METRIC, "a b"), false),
            new Order(new Field(FieldKind.ATTRIBUTE, "start_time"), true),
            new Order(new Field(FieldKind.PARAM, "x"), true));
  }

  @Test
  void refusesAnOrderThatNamesAFieldTwice() {
    assertThatThrownBy(() -> RUNS.order(List.of("created", "start_time DESC")))
        .hasMessageContaining("duplicate");
  }

  @Test
  void refusesAnOrderOfNothing() {
    assertThatThrownBy(() -> RUNS.order(Collections.singletonList(null)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "metrics.a sideways", "metrics.a DESC x", "dataset.name", "x; y"})
  void refusesOrdersThatItCannotRead(String order) {
    assertThatThrownBy(() -> RUNS.order(List.of(order))).isInstanceOf(ThermoclineException.class);
  }
}
