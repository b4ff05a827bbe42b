package dev.thermocline.gateway.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.gateway.world.TinyOnnx;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What native code uses stays until it has ended, whatever others want meanwhile. */
class EndingTest {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Ending ending = new Ending();

  private static float run(OrtSession session, OnnxTensor input, OrtSession.RunOptions options)
      throws OrtException {
    try (OrtSession.Result result = session.run(Map.of("X", input), options)) {
      return ((float[][]) result.get(0).getValue())[0][0];
    }
  }

  @Test
  void aCallThatIsAskedToEndKeepsItsOptions() throws Exception {
    try (OrtSession session = environment.createSession(TinyOnnx.slow(1, 8, 1));
        OnnxTensor input = OnnxTensor.createTensor(environment, new float[][] {{1}})) {
      float answer = ending.during(options -> run(session, input, options));
      assertThat(answer).isEqualTo(8f);

      assertThatThrownBy(() ->
              ending.during(options -> {
                ending.ask();
                return run(session, input, options);
              }))
          .isInstanceOf(OrtException.class)
          .hasMessageContaining("terminate");
    }
  }

  @Test
  void askingAfterTheEndIsAskingNobody() throws Exception {
    String done = ending.during(_ -> "done");
    assertThat(done).isEqualTo("done");
    assertThatCode(ending::ask).doesNotThrowAnyException();
  }

  @Test
  void aSessionIsClosedWhenItsLastCallHasEnded() throws Exception {
    OpenSession session = new OpenSession(environment.createSession(TinyOnnx.slow(1, 8, 1)));
    try (OnnxTensor input = OnnxTensor.createTensor(environment, new float[][] {{1}})) {
      float answer =
          session.use(open -> {
            session.close();
            return ending.during(options -> run(open, input, options));
          });
      assertThat(answer).isEqualTo(8f);
      assertThatThrownBy(() -> session.use(_ -> "too late"))
          .isInstanceOf(ThermoclineException.class)
          .hasMessageContaining("unloaded");
    }
  }
}
