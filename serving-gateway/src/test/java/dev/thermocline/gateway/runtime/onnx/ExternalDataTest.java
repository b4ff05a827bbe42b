package dev.thermocline.gateway.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.gateway.world.TinyOnnx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ExternalDataTest {
  private static boolean check(byte[] model, String file, Set<String> files) throws IOException {
    return ExternalData.check(ByteBuffer.wrap(model), file, files);
  }

  @Test
  void letsAModelKeepWeightsInItsOwnFiles() throws IOException {
    byte[] model = TinyOnnx.withExternalData("weights.bin");

    assertThat(check(model, "data/model.onnx", Set.of("data/weights.bin"))).isTrue();
  }

  @Test
  void refusesWeightsOutsideTheFolder() {
    for (String location : new String[] {"../secret", "/etc/passwd", "a/../../b", "other.bin"}) {
      assertThatThrownBy(
              () -> check(TinyOnnx.withExternalData(location), "model.onnx", Set.of("model.onnx")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(location);
    }
  }

  @Test
  void findsNoneInAPlainModel() throws IOException {
    assertThat(check(TinyOnnx.linear(1, 2, 3), "model.onnx", Set.of())).isFalse();
  }

  @Test
  void refusesOrReadsButNeverBreaksOnDamagedFiles() {
    byte[] model = TinyOnnx.linear(1, 2, 3);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(model, 1 + random.nextInt(model.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        check(damaged, "model.onnx", Set.of());
      } catch (IOException refused) {
        assertThat(refused).hasMessageMatching("(?s).*(ONNX|not one of its files|nested).*");
      }
    }
  }
}
