package dev.thermocline.bench.jmh;

import dev.thermocline.hot.EntityKey;
import dev.thermocline.hot.Mark;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.ValueType;
import dev.thermocline.kit.access.TokenHash;
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

/** What each online row costs the processor: ten doubles packed, read, marked; its key; a token. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RowBenchmark {
  private static final int FEATURES = 10;

  private final RowSchema schema =
      new RowSchema(
          1,
          IntStream.range(0, FEATURES)
              .mapToObj(i -> new RowSchema.Field("f" + i, ValueType.of(ValueType.Scalar.FLOAT64)))
              .toList());
  private final RowTimes times =
      new RowTimes(1_767_225_600_000_000L, RowTimes.NO_CREATED, 1_767_225_601_000_000L);
  private final Provenance from = new Provenance.Stream(3, 123_456_789);
  private final RowBuilder builder = new RowBuilder(schema);
  private final EntityKey keys = EntityKey.of("default", "patient");
  private final String token = "tc_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
  private final byte[] packed = packed();

  @Benchmark
  public byte[] pack() {
    return packed();
  }

  private byte[] packed() {
    for (int i = 0; i < FEATURES; i++) {
      builder.setFloat64(i, i * 0.25);
    }
    return builder.build(times, from);
  }

  @Benchmark
  public double read() {
    PackedRow row = PackedRow.read(packed, number -> schema);
    double sum = 0;
    for (int i = 0; i < FEATURES; i++) {
      sum += row.getFloat64(i);
    }
    return sum;
  }

  @Benchmark
  public Mark mark() {
    return Mark.of(packed);
  }

  @Benchmark
  public byte[] key() {
    return keys.key("123456");
  }

  @Benchmark
  public TokenHash tokenHash() {
    return TokenHash.ofToken(token);
  }
}
