package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.enrich.FeatureDefinition.Feature;
import dev.thermocline.gateway.enrich.FeatureDefinition.OnDemand;
import dev.thermocline.gateway.enrich.FeatureDefinition.RequestInput;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateway's side of the agreement of expressions: reads packed rows and answers. */
final class AgreementOfGateway {
  private static final List<String> FEATURES =
      List.of(
          "real float64",
          "single float32",
          "big int64",
          "small int32",
          "flag bool",
          "word string",
          "seen timestamp");
  private static final List<String> INPUTS =
      List.of("weight float64", "count int64", "sick bool", "tag string", "moment timestamp");

  private AgreementOfGateway() {}

  static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (int batch = 0; Files.exists(folder.resolve(batch + ".rows")); batch++) {
      List<String> expressions = Files.readAllLines(folder.resolve(batch + ".expressions"));
      OnDemandValues values =
          new OnDemandValues(definition(expressions), FEATURES.size() + expressions.size());
      List<String> answers = new ArrayList<>();
      for (String row : Files.readAllLines(folder.resolve(batch + ".rows"))) {
        answers.add(answer(row.split("\t", -1), values, expressions.size()));
      }
      Files.write(folder.resolve(batch + ".gateway"), answers);
    }
  }

  private static FeatureDefinition definition(List<String> expressions) {
    List<OnDemand> computed = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      computed.add(new OnDemand("e" + i, expressions.get(i)));
    }
    return new FeatureDefinition(
        "agreement",
        1,
        FEATURES.stream()
            .map(f -> f.split(" ", -1))
            .map(f -> new Feature("v", f[0], f[1], false))
            .toList(),
        Map.of(),
        INPUTS.stream()
            .map(f -> f.split(" ", -1))
            .map(f -> new RequestInput(f[0], f[1], ColumnType.STRING))
            .toList(),
        computed,
        "none");
  }

  private static String answer(String[] row, OnDemandValues onDemand, int computed) {
    RowSchema schema =
        new RowSchema(
            1,
            FEATURES.stream()
                .map(f -> f.split(" ", -1))
                .map(f -> new RowSchema.Field(f[0], ValueType.parse(f[1])))
                .toList());
    PackedRow packed = PackedRow.read(Base64.getDecoder().decode(row[0]), number -> schema);
    @Nullable Object[] values = new @Nullable Object[FEATURES.size() + computed + INPUTS.size()];
    for (int i = 0; i < FEATURES.size(); i++) {
      values[i] = moment(FEATURES.get(i), packed.get(i));
    }
    for (int i = 0; i < INPUTS.size(); i++) {
      values[FEATURES.size() + computed + i] = moment(INPUTS.get(i), read(row[1 + i]));
    }
    onDemand.fill(values, FEATURES.size());
    List<String> words = new ArrayList<>();
    for (int i = 0; i < computed; i++) {
      words.add(word(values[FEATURES.size() + i]));
    }
    return String.join("\t", words);
  }

  private static @Nullable Object moment(String column, @Nullable Object value) {
    return column.endsWith("timestamp") && value instanceof Long micros
        ? RowTimes.instant(micros)
        : value;
  }

  private static @Nullable Object read(String word) {
    if (word.equals("null")) {
      return null;
    }
    String rest = word.substring(1);
    return switch (word.charAt(0)) {
      case 'b' -> (Object) Boolean.valueOf(rest);
      case 'd' -> Double.longBitsToDouble(Long.parseUnsignedLong(rest, 16));
      case 'i' -> Long.valueOf(rest);
      default -> new String(Base64.getDecoder().decode(rest), StandardCharsets.UTF_8);
    };
  }

  private static String word(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean b -> "b" + b;
      case Double d -> "d" + Long.toHexString(Double.doubleToLongBits(d + 0.0));
      case Long l -> "i" + l;
      case Instant moment -> "i" + RowTimes.micros(moment);
      case String s -> "s" + Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalStateException("no such value: " + value.getClass());
    };
  }
}
