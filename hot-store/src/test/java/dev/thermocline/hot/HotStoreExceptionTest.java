package dev.thermocline.hot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.hot.HotStoreException.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HotStoreExceptionTest {
  @ParameterizedTest
  @CsvSource({
    "LOADING Redis is loading the dataset in memory, UNREACHABLE",
    "CLUSTERDOWN The cluster is down, UNREACHABLE",
    "READONLY This is a replica, UNREACHABLE",
    "OOM command not allowed, FULL",
    "NOPERM No permissions to access a key, REFUSED",
    "ERR unknown command, REFUSED",
  })
  void tellsWhatPassesFromWhatStays(String answer, Reason reason) {
    assertThat(HotStoreException.answered(answer).reason()).isEqualTo(reason);
  }
}
