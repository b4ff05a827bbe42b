package dev.thermocline.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.kit.setting.RefusedToStart;
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
}
