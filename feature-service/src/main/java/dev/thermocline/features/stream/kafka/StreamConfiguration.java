package dev.thermocline.features.stream.kafka;

import dev.thermocline.features.kafka.LoopMeters;
import dev.thermocline.features.kafka.TopicLoop;
import dev.thermocline.features.stream.DeadLetters;
import dev.thermocline.features.stream.Freshness;
import dev.thermocline.features.stream.OfflineRows;
import dev.thermocline.features.stream.OnlineRows;
import dev.thermocline.features.stream.StreamSettings;
import dev.thermocline.kit.setting.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamSettings.class)
class StreamConfiguration {
  @Bean
  TopicLoop<OfflineRows.Kept> streamLoop(
      KafkaSettings kafka,
      StreamSettings settings,
      StreamRows rows,
      OnlineRows online,
      OfflineRows offline,
      DeadLetters dead,
      MeterRegistry meters,
      Freshness freshness) {
    LoopMeters loop = new LoopMeters(meters, "rows");
    return new TopicLoop<>(
        kafka,
        new TopicLoop.Rolling(settings.rollRows(), settings.rollAfter()),
        new StreamWork(rows, online, offline, dead, loop, freshness),
        loop);
  }
}
