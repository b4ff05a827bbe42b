package dev.thermocline.bench.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * The model alone: calls of ONNX Runtime in a loop, one thread inside each, no server around it.
 */
record OnnxCalls(Path file, int threads) implements Contender {
  /** Calls of microseconds need no long look. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static final long HIGHEST = Duration.ofMinutes(1).toNanos();

  @Override
  public String name() {
    return "bare onnx";
  }

  @Override
  public Measured measure(Duration length) {
    Duration enough = length.compareTo(LONGEST) < 0 ? length : LONGEST;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      try (OrtSession session = environment.createSession(file.toString(), options)) {
        return loops(environment, session, enough);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(file + " does not run", e);
    }
  }

  private Measured loops(OrtEnvironment environment, OrtSession session, Duration length) {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Histogram>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(pool.submit(() -> loop(environment, session, end)));
      }
      Histogram sum = new Histogram(HIGHEST, 3);
      for (Future<Histogram> part : parts) {
        sum.add(part.get());
      }
      return new Measured(sum, Map.of(), Duration.ofNanos(System.nanoTime() - start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(file + " does not run", e.getCause());
    }
  }

  private static Histogram loop(OrtEnvironment environment, OrtSession session, long end)
      throws OrtException {
    Histogram latency = new Histogram(HIGHEST, 3);
    FloatBuffer row =
        ByteBuffer.allocateDirect(Questions.FEATURES * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    row.put(Questions.values(1)).flip();
    String input = session.getInputNames().iterator().next();
    long[] shape = {1, Questions.FEATURES};
    for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, row, shape);
          OrtSession.Result result = session.run(Map.of(input, tensor))) {
        latency.recordValue(Math.min(HIGHEST, System.nanoTime() - begun));
        if (result.size() == 0) {
          throw new OrtException("it answers nothing");
        }
      }
    }
    return latency;
  }
}
