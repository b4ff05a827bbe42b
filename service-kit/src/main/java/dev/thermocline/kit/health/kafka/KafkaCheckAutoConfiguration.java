package dev.thermocline.kit.health.kafka;

import dev.thermocline.kit.setting.KafkaSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(name = "org.springframework.kafka.core.KafkaTemplate")
@ConditionalOnProperty(name = "kit.settings.kafka", matchIfMissing = true)
class KafkaCheckAutoConfiguration {
  @Bean
  KafkaCheck kafkaCheck(KafkaSettings settings) {
    return new KafkaCheck(settings);
  }
}
