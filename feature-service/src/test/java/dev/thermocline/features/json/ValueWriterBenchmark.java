package dev.thermocline.features.json;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fifty doubles of a packed row as JSON; beside them the same numbers from an array, which is what
 * the JSON library costs alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ValueWriterBenchmark {
  private static final int FEATURES = 50;
  private static final ValueType DOUBLE = ValueType.parse("float64");

  private final JsonMapper mapper = JsonMapper.shared();
  private final ValueWriter writer = new ValueWriter(JsonValues.Numbers.MICROSECONDS);
  private final double[] numbers =
      IntStream.range(0, FEATURES).mapToDouble(i -> Math.sqrt(i + 0.5)).toArray();
  private final PackedRow row = row();

  private PackedRow row() {
    RowSchema schema =
        new RowSchema(
            1,
            IntStream.range(0, FEATURES)
                .mapToObj(i ->
                    new RowSchema.Field("f" + i, dev.thermocline.hot.ValueType.parse("float64")))
                .toList());
    RowBuilder builder = new RowBuilder(schema);
    for (int i = 0; i < FEATURES; i++) {
      builder.setFloat64(i, numbers[i]);
    }
    RowTimes times = new RowTimes(1_000_000, RowTimes.NO_CREATED, 1_000_001);
    return PackedRow.read(builder.build(times, new Provenance.Stream(1, 1)), _ -> schema);
  }

  @Benchmark
  public byte[] row50() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartArray();
      for (int i = 0; i < FEATURES; i++) {
        writer.write(json, row, i, DOUBLE);
      }
      json.writeEndArray();
    }
    return out.toByteArray();
  }

  @Benchmark
  public byte[] array50() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeArray(numbers, 0, FEATURES);
    }
    return out.toByteArray();
  }
}
