package dev.thermocline.features.inference.kafka;

import dev.thermocline.features.inference.InferenceLog;
import dev.thermocline.features.inference.LoggedRow;
import dev.thermocline.features.kafka.LoopMeters;
import dev.thermocline.features.kafka.TopicLoop;
import dev.thermocline.features.stream.DeadLetters;
import dev.thermocline.features.stream.StreamSettings;
import dev.thermocline.kit.setting.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InferenceConfiguration {
  @Bean
  TopicLoop<LoggedRow> inferenceLoop(
      KafkaSettings kafka,
      StreamSettings settings,
      InferenceLog files,
      DeadLetters dead,
      MeterRegistry meters) {
    LoopMeters loop = new LoopMeters(meters, "inference");
    return new TopicLoop<>(
        kafka,
        new TopicLoop.Rolling(settings.rollRows(), settings.rollAfter()),
        new InferenceWork(files, dead, loop),
        loop);
  }
}
