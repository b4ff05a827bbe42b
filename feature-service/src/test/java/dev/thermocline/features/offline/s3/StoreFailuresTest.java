package dev.thermocline.features.offline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreFailuresTest {
  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "UNSUPPORTED", "UNAVAILABLE"})
  void aStoreThatIsAwayIsNoFaultOfTheServiceAndPasses(Reason reason) {
    ColdStoreException away = new ColdStoreException(reason, "no answer");

    assertThat(new StoreFailures().translate(new IllegalStateException(away)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("try again")
        .extracting(ThermoclineException::kind)
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void leavesToOthersWhatIsNotOfTheStore() {
    assertThat(new StoreFailures().translate(new UncheckedIOException(new IOException()))).isNull();
  }
}
