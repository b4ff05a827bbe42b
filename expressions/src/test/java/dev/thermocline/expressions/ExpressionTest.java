package dev.thermocline.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final List<String> COLUMNS =
      List.of("vitals:bp", "age", "name", "at", "sick", "n");
  private static final Map<String, Type> TYPES =
      Map.of(
          "vitals:bp", Type.FLOAT,
          "age", Type.INT,
          "name", Type.STRING,
          "at", Type.TIMESTAMP,
          "sick", Type.BOOL,
          "n", Type.INT);
  private static final Names NAMES =
      name ->
          Optional.ofNullable(TYPES.get(name))
              .map(type -> new Names.Column(COLUMNS.indexOf(name), type));

  private static @Nullable Object value(String text, @Nullable Object... row) {
    return Expression.parse(text).bind(NAMES).evaluate(i -> row[i]);
  }

  private static @Nullable Object constant(String text) {
    return value(text, new Object[COLUMNS.size()]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          1 + 2 * 3                                  ~ 7
          (1 + 2) * 3                                ~ 9
          7 // 2                                     ~ 3
          -7 // 2                                    ~ -3
          -7 % 3                                     ~ -1
          7 / 2                                      ~ 3.5
          1 / 0                                      ~ Infinity
          0.0 / 0                                    ~ NaN
          1 // 0                                     ~ null
          1 % 0                                      ~ null
          9223372036854775807 + 1                    ~ null
          -9223372036854775808 - 1                   ~ null
          -9223372036854775808 // -1                 ~ null
          -(-9223372036854775808)                    ~ null
          4611686018427387904 * 2                    ~ null
          1 + null                                   ~ null
          null = null                                ~ null
          1 = 1.0                                    ~ true
          0.0/0 = 0.0/0                              ~ false
          0.0/0 != 0.0/0                             ~ true
          not null                                   ~ null
          true or null                               ~ true
          null or true                               ~ true
          false and null                             ~ false
          true and null                              ~ null
          null is null                               ~ true
          1 is not null                              ~ true
          2 in (1, 2, 3)                             ~ true
          2 in (1, null)                             ~ null
          2 not in (1, 3)                            ~ true
          2 not in (1, null)                         ~ null
          case when null then 1 else 2 end           ~ 2
          case when false then 1 end                 ~ null
          case when true then 1 else 2.5 end         ~ 1.0
          'a' || 'b'                                 ~ ab
          'it''s'                                    ~ it's
          length('héllo')                            ~ 5
          'a' < 'B'                                  ~ false
          round(2.5)                                 ~ 3.0
          round(-2.5)                                ~ -3.0
          int(2.9)                                   ~ 2
          int(1e300)                                 ~ null
          int(0.0/0)                                 ~ null
          int(true)                                  ~ 1
          coalesce(null, 4)                          ~ 4
          nullif(3, 3)                               ~ null
          greatest(1, null, 3)                       ~ 3
          least(2, 1.5)                              ~ 1.5
          in_hours(days(1))                          ~ 24.0
          in_minutes(hours(1.5))                     ~ 90.0
          days(1) / hours(1)                         ~ 24.0
          sqrt(-1)                                   ~ NaN
          abs(-3)                                    ~ 3
          starts_with('abc', 'ab')                   ~ true
          """)
  void computes(String text, String expected) {
    assertThat(String.valueOf(constant(text))).isEqualTo(expected);
  }

  @Test
  void readsFeaturesOfEveryWidth() {
    assertThat(value("vitals:bp / age", 120.0f, 40, null, null, null, null)).isEqualTo(3.0);
    assertThat(value("age + n", null, 40, null, null, null, 2L)).isEqualTo(42L);
    assertThat(value("vitals:bp > 140 and sick", 150.0, null, null, null, true, null))
        .isEqualTo(true);
  }

  @Test
  void reckonsWithTime() {
    long at = Instant.parse("2026-03-29T00:30:00Z").getEpochSecond() * 1_000_000;
    Object[] row = {null, null, null, at, null, null};
    assertThat(value("hour(at)", row)).isEqualTo(0L);
    assertThat(value("hour(at, 'Europe/Zurich')", row)).isEqualTo(1L);
    // The clocks go forward at 01:00 UTC.
    assertThat(value("hour(at + hours(1), 'Europe/Zurich')", row)).isEqualTo(3L);
    assertThat(value("weekday(at)", row)).isEqualTo(7L);
    assertThat(value("in_days((at + days(3)) - at)", row)).isEqualTo(3.0);
    assertThat(value("at + days(200000000)", row)).isNull();
  }

  @Test
  void ordersStringsByCodePoint() {
    assertThat(constant("'\uE000' < '\uD83D\uDE00'")).isEqualTo(true);
    assertThat(constant("'\uD83D\uDE00' < '\uE000'")).isEqualTo(false);
  }

  @Test
  void namesWhatItReads() {
    assertThat(Expression.parse("case when sick then vitals:bp else abs(age) end").names())
        .containsExactly("age", "sick", "vitals:bp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          1 +                  ~ expected a value but found the end (at character 4)
          1 2                  ~ expected the end but found '2' (at character 3)
          'open                ~ a string has no closing quote (at character 1)
          (1                   ~ expected ')' but found the end (at character 3)
          case end             ~ expected 'when' but found 'end' (at character 6)
          1 ; 2                ~ ';' has no meaning here (at character 3)
          bp + 1               ~ 'bp' is no feature and no request input here; features are written as view:feature (at character 1)
          name + 1             ~ '+' does not apply to a string and an integer (at character 6)
          name = 1             ~ the two sides of '=' are of different types: a string and an integer (at character 6)
          sick < true          ~ bools have no order: '<' does not apply to them (at character 6)
          age and sick         ~ expected a bool but this is an integer (at character 1)
          1.5 // 2             ~ '//' is for integers; use '/' or int(...) (at character 5)
          hour(at, 'Mars')     ~ 'Mars' is no time zone; write one such as 'Europe/Zurich' (at character 10)
          hour(at, name)       ~ the time zone must be written out, such as 'Europe/Zurich' (at character 10)
          abs()                ~ abs(...) takes 1 arguments, not 0 (at character 1)
          99999999999999999999 ~ 99999999999999999999 does not fit 64 bits; write it with a point to make it a float (at character 1)
          at + 1               ~ '+' does not apply to a timestamp and an integer (at character 4)
          """)
  void refusesAndSaysWhere(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text).bind(NAMES))
        .isInstanceOf(ExpressionException.class)
        .hasMessage(message.trim());
  }

  @Test
  void refusesWhatWouldExhaustTheStack() {
    for (String opener : List.of("(", "not ", "- ", "abs(", "case when true then ", "1 in (")) {
      assertThatThrownBy(() -> Expression.parse(opener.repeat(1500) + "1"))
          .isInstanceOf(ExpressionException.class);
    }
    assertThatThrownBy(() -> Expression.parse("1+".repeat(6000) + "1"))
        .hasMessageContaining("at most 10000 characters");
    assertThatThrownBy(() -> Expression.parse("1+".repeat(1500) + "1"))
        .hasMessageContaining("at most 2000 words");
    assertThat(constant("1" + "+1".repeat(900))).isEqualTo(901L);
  }

  @Test
  void integersAgreeWithArithmeticWithoutBounds() {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      long a = random.nextLong() >> random.nextInt(64);
      long b = random.nextLong() >> random.nextInt(64);
      String operator = List.of("+", "-", "*", "//", "%").get(random.nextInt(5));
      BigInteger x = BigInteger.valueOf(a);
      BigInteger y = BigInteger.valueOf(b);
      boolean byZero = b == 0 && (operator.equals("//") || operator.equals("%"));
      BigInteger exact =
          switch (operator) {
            case "+" -> x.add(y);
            case "-" -> x.subtract(y);
            case "*" -> x.multiply(y);
            case "//" -> byZero ? BigInteger.ZERO : x.divide(y);
            default -> byZero ? BigInteger.ZERO : x.remainder(y);
          };
      Object expected = byZero || exact.bitLength() > 63 ? null : exact.longValue();
      assertThat(value("age " + operator + " n", null, a, null, null, null, b))
          .as("%d %s %d", a, operator, b)
          .isEqualTo(expected);
    }
  }

  @Test
  void anyTextEitherReadsOrIsRefusedWithAPlace() {
    Random random = new Random(11);
    String[] pieces = {
      "age", "vitals:bp", "(", ")", "+", "-", "case", "when", "then", "end", "1", "2.5e3", "'x'",
      ",", "in", "not", "null", "is", "and", "abs", " ", "||", "<=", "\u00e9", "\"", "0x"
    };
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
      }
      try {
        constant(text.toString());
      } catch (ExpressionException e) {
        assertThat(e.position()).isBetween(0, text.length());
      }
    }
  }
}
