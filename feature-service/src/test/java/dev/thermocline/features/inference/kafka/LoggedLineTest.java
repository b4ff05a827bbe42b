package dev.thermocline.features.inference.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.features.inference.LoggedRow;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedLineTest {
  private static final String SCALARS =
      """
      "schemaVersion":1,"id":"p","at":"2026-01-03T00:00:00.000001Z","project":"default",
      "deployment":"ward","model":"m","version":"3","deploymentRevision":4,"manifestDigest":null\
      """;

  private static List<LoggedRow.Predicted> read(String rest) {
    return LoggedLine.read(("{" + SCALARS + rest + "}").getBytes(UTF_8)).predictions(7).stream()
        .map(LoggedRow.Predicted.class::cast)
        .toList();
  }

  @Test
  void eachRowHasWhatIsItsOwnInTheWordsOfTheLine() {
    List<LoggedRow.Predicted> rows =
        read(
            """
            ,"features":[{"vitals":{"values":{"name":"J\\u00fcrgen ]}ü\\""}}},{}],
            "joinKeys":["patient_id"],"entities":[["ü\\n1"],[2]],"more":{"a":[1,{}]},
            "inputs":[{"columns":["w","h"],"datatype":"FP32","data":[[1.50,-0],[2E+1,null]]},
                      {"columns":null,"extra":[1],"datatype":"BYTES","data":[["a,]"],["b"]]}],
            "predictions":[[0.250],[1e-3]],"latencyMicros":900,"labels":["routed-by-copy since \\"x\\""]\
            """);

    assertThat(rows).hasSize(2);
    LoggedRow.Predicted first = rows.getFirst();
    assertThat(first.features())
        .isEqualTo("{\"vitals\":{\"values\":{\"name\":\"J\\u00fcrgen ]}ü\\\"\"}}}");
    assertThat(first.joinKeys()).containsExactly("patient_id");
    assertThat(first.entity()).containsExactly("ü\n1");
    assertThat(first.inputs())
        .isEqualTo(
            "[{\"columns\":[\"w\",\"h\"],\"datatype\":\"FP32\",\"data\":[1.50,-0]},"
                + "{\"columns\":null,\"datatype\":\"BYTES\",\"data\":[\"a,]\"]}]");
    assertThat(first.prediction()).isEqualTo("[0.250]");
    assertThat(first.number()).isEqualTo(0.25);
    assertThat(first.labels()).isEqualTo("[\"routed-by-copy since \\\"x\\\"\"]");
    assertThat(first.latencyMicros()).isEqualTo(900);
    assertThat(first.served().manifestDigest()).isNull();
    assertThat(first.served().deploymentRevision()).isEqualTo(4);
    assertThat(first.served().routingRevision()).isNull();
    assertThat(rows.get(1).entity()).containsExactly("2");
    assertThat(rows.get(1).inputs())
        .isEqualTo(
            "[{\"columns\":[\"w\",\"h\"],\"datatype\":\"FP32\",\"data\":[2E+1,null]},"
                + "{\"columns\":null,\"datatype\":\"BYTES\",\"data\":[\"b\"]}]");
    assertThat(rows.get(1).number()).isEqualTo(0.001);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[5]|5|5",
        "[[5]]|[5]|5",
        "[[ -5.5e2 ]]|[ -5.5e2 ]|-550",
        "[[1,2]]|[1,2]|",
        "[[[1]]]|[[1]]|",
        "[[]]|[]|",
        "[\"5\"]|\"5\"|",
        "[null]|null|",
        "{\"a\":[1]}|{\"a\":[1]}|",
        "12|12|12"
      })
  void anAnswerThatIsOneNumberIsThatNumberToo(
      String predictions, String prediction, @Nullable Double number) {
    LoggedRow.Predicted row = read(",\"predictions\":" + predictions).getFirst();

    assertThat(row.prediction()).isEqualTo(prediction);
    assertThat(row.number()).isEqualTo(number);
  }

  @Test
  void whatIsNotSaidIsNothing() {
    LoggedRow.Predicted row = read("").getFirst();

    assertThat(row.features()).isEqualTo("{}");
    assertThat(row.inputs()).isEqualTo("[]");
    assertThat(row.prediction()).isEqualTo("null");
    assertThat(row.labels()).isEqualTo("[]");
    assertThat(row.entity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "{\"schemaVersion\":1",
        "{\"schemaVersion\":1}}",
        "{\"schemaVersion\":1,\"inputs\":[{]}"
      })
  void whatIsNoJsonIsNoLine(String text) {
    assertThatThrownBy(() -> LoggedLine.read(text.getBytes(UTF_8)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessage("The line is not JSON.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "1", "null", "{}", "{\"schemaVersion\":2}", "{\"schemaVersion\":\"1\"}"})
  void whatIsOfAnotherVersionIsNoLine(String text) {
    assertThatThrownBy(() -> LoggedLine.read(text.getBytes(UTF_8)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessage("The line is no object with schemaVersion 1.");
  }

  @Test
  void aNumberThatIsTooLargeForARevisionIsNone() {
    byte[] line = ("{" + SCALARS + ",\"routingRevision\":1" + "0".repeat(40) + "}").getBytes(UTF_8);

    assertThat(LoggedLine.read(line).predictions(7))
        .first()
        .extracting(row -> ((LoggedRow.Predicted) row).served().routingRevision())
        .isNull();
  }
}
