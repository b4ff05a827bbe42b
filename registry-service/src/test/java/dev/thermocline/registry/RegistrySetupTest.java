package dev.thermocline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.kit.setting.RefusedToStart;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistrySetupTest {
  @Test
  void saysAllThatItNeedsBeforeItMakesAnything() {
    assertThatThrownBy(() -> RegistrySetup.run(new String[] {"--setup"}))
        .isInstanceOf(RefusedToStart.class)
        .hasMessageContaining("thermocline.s3.endpoint is missing.")
        .hasMessageContaining("thermocline.s3.access-key is missing.")
        .hasMessageContaining("thermocline.s3.secret-key is missing.")
        .hasMessageContaining("thermocline.kafka.bootstrap-servers is missing.");
  }

  @Test
  void endsWithASentenceWhereNobodyAnswers() {
    int code =
        RegistrySetup.run(
            new String[] {
              "--setup",
              "--thermocline.s3.endpoint=http://127.0.0.1:1",
              "--thermocline.s3.access-key=someone",
              "--thermocline.s3.secret-key=" + UUID.randomUUID(),
              "--thermocline.kafka.bootstrap-servers=127.0.0.1:1"
            });

    assertThat(code).isOne();
  }
}
