package dev.thermocline.gateway.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.log.LogLine;
import dev.thermocline.gateway.log.LogTopic;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.setting.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Without a Kafka: nothing listens on port 1. Its client gives a line up after a second. */
class KafkaLogTest {
  private final KafkaLog log =
      new KafkaLog(
          new KafkaSettings("127.0.0.1:1", ""),
          new Binder(
                  new MapConfigurationPropertySource(
                      Map.of("thermocline.gateway.log-memory", "1MB")))
              .bindOrCreate("thermocline.gateway", GatewaySettings.class),
          new SimpleMeterRegistry());

  @AfterEach
  void closes() {
    log.close();
  }

  @Test
  void dropsWhatDoesNotFitIntoItsMemory() {
    for (int i = 0; i < 40; i++) {
      log.offer(line(100 << 10));
    }

    assertThat(log.dropped()).as("of forty lines of 100 kB").isEqualTo(30);
    assertThat(log.send(line(100 << 10))).isCompletedExceptionally();
  }

  @Test
  void takesALineThatIsLargerThanAllItsMemoryWhenNothingElseWaits() {
    log.offer(line(10 << 20));
    assertThat(log.dropped()).isZero();

    log.offer(line(1));
    assertThat(log.dropped()).isEqualTo(1);
  }

  private static LogLine line(int heldBytes) {
    return new LogLine(LogTopic.PREDICTIONS, "key", heldBytes, () -> Map.of("id", "key"));
  }
}
