package dev.thermocline.gateway.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelRuntime;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.gateway.world.TinyOnnx;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dear calls end on threads of their own, maybe after their caller and their model have gone. */
class OnnxModelTest {
  private static final int CALLERS = 8;
  private static final int CALLS_EACH = 250;
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private OnnxRuntime runtime;

  @BeforeEach
  void start() throws Exception {
    runtime = new OnnxRuntime();
    Files.write(folder.resolve("model.onnx"), TinyOnnx.slow(4, 512, 3));
  }

  @AfterEach
  void stop() throws Exception {
    runtime.close();
  }

  private LoadedModel load() {
    ModelVersion version = new ModelVersion("slow", "1", null, "0".repeat(64), "");
    ModelDescription described =
        new ModelDescription(Set.of("onnx"), "model.onnx", null, List.of());
    return runtime.load(
        new ModelRuntime.Request(
            version, new ModelFolder(folder, Set.of("model.onnx"), 1), described, null));
  }

  private static Batch rows(int rows) {
    Tensor tensor =
        Tensor.of("X", DataType.FP32, new long[] {rows, 4}, ByteBuffer.allocate(rows * 4 * 4));
    return new Batch(rows, List.of(new Batch.Block(List.of("X"), tensor)));
  }

  @Test
  void aCallerThatGivesUpLeavesTheCallItsMemory() throws Exception {
    try (LoadedModel model = load();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        asked.add(
            callers.submit(() -> {
              for (int call = 0; call < CALLS_EACH; call++) {
                long micros = ThreadLocalRandom.current().nextLong(1, 4_000);
                answerOrRefusal(model, Deadline.in(Duration.ofNanos(micros * 1_000)));
              }
            }));
      }
      for (Future<?> caller : asked) {
        caller.get();
      }
      assertThat(model.run(rows(2), Deadline.in(LONG)).getFirst().rows()).isEqualTo(2);
    }
  }

  @Test
  void aModelIsClosedUnderCallsThatNobodyWaitsForAnyMore() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (LoadedModel model = load()) {
        answerOrRefusal(model, Deadline.in(Duration.ofMillis(2)));
      }
    }
    try (LoadedModel model = load()) {
      assertThat(model.run(rows(1), Deadline.in(LONG)).getFirst().rows()).isEqualTo(1);
    }
  }

  @Test
  void aCallAfterTheEndIsRefused() {
    LoadedModel model = load();
    model.close();
    assertThatThrownBy(() -> model.run(rows(64), Deadline.in(LONG)))
        .isInstanceOfSatisfying(
            ThermoclineException.class,
            refused -> assertThat(refused.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  private static void answerOrRefusal(LoadedModel model, Deadline deadline) {
    try {
      assertThat(model.run(rows(64), deadline)).hasSize(1);
    } catch (ThermoclineException late) {
      assertThat(late.kind()).isIn(ErrorKind.DEADLINE_EXCEEDED, ErrorKind.TOO_MANY_REQUESTS);
    }
  }
}
