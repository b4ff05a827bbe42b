package dev.thermocline.hot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  @Test
  void aMarkThatIsOnDiskDoesNotSpeakForTheNextProcess() {
    try (RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        HotConnection connection = redis.connect()) {
      Heartbeats heartbeats = new Heartbeats(connection);
      AtomicInteger lost = new AtomicInteger();
      connection.onLost(lost::incrementAndGet);
      String primary = heartbeats.primaries().getFirst();
      Heartbeats.Before first = heartbeats.beat(primary, 1);
      assertThat(heartbeats.isWhole()).isFalse();

      heartbeats.markWhole(Map.of(primary, first.life()));
      assertThat(heartbeats.isWhole()).isTrue();
      assertThat(lost).hasValue(0);

      redis.restart();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(HotStoreException.class)
          .until(() -> !heartbeats.isWhole());
      assertThat(lost).hasPositiveValue();

      Heartbeats.Before second = heartbeats.beat(primary, 2);
      assertThat(second.value()).as("the beat is on disk").isEqualTo(1);
      assertThat(second.life()).isNotEqualTo(first.life());
      heartbeats.markWhole(Map.of(primary, first.life()));
      assertThat(heartbeats.isWhole()).as("marked for the process before").isFalse();
      heartbeats.markWhole(Map.of(primary, second.life()));
      assertThat(heartbeats.isWhole()).isTrue();
      heartbeats.markSuspect();
      assertThat(heartbeats.isWhole()).isFalse();
    }
  }
}
