package dev.thermocline.gateway.cache;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Signature;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The key of a cached answer: of 50 inputs, and of an entity with a digest of the rest; beside them
 * a SHA-256 of as many bytes as the 50 inputs have, which is the least that such a key costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CanonicalBenchmark {
  private static final int FEATURES = 50;

  private final byte[] rest = new byte[32];
  private final byte[] entity = "6:123456".getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private final byte[] bytes = new byte[FEATURES * Double.BYTES];
  private final byte[] digested = new byte[32];
  private final MessageDigest sha256 = sha256();
  private final Batch inputs = inputs();

  private static Batch inputs() {
    List<String> names = IntStream.range(0, FEATURES).mapToObj(i -> "f" + i).toList();
    List<@Nullable Object> row =
        IntStream.range(0, FEATURES).<@Nullable Object>mapToObj(i -> i * 0.25).toList();
    Signature signature =
        new ColumnSignature(
            names.stream()
                .map(name -> new ColumnSignature.Column(name, ColumnType.DOUBLE, true))
                .toList());
    return signature.enforce(new RawInputs.Table(names, List.of(row)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Benchmark
  public byte[] inputs50() {
    return new Canonical().bytes(rest).number(1).number(1).batch(inputs).digest();
  }

  @Benchmark
  public byte[] entity1() {
    return new Canonical().bytes(rest).number(1).bytes(entity).number(0).digest();
  }

  @Benchmark
  public int bareSha256() throws DigestException {
    sha256.update(bytes);
    return sha256.digest(digested, 0, digested.length);
  }
}
