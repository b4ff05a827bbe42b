package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.FeaturesSettings;
import dev.thermocline.kit.setting.HttpSettings;
import dev.thermocline.kit.setting.KafkaSettings;
import dev.thermocline.kit.setting.RedisSettings;
import dev.thermocline.kit.setting.RegistrySettings;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The settings of a service: those of all, and those of the servers that it works with, which the
 * libraries it carries tell. (The drivers alone would not: tests carry all of them.) A service that
 * carries one and does not use it says {@code kit.settings.s3=false}.
 */
@AutoConfiguration
@EnableConfigurationProperties({
  ServiceSettings.class,
  AuthSettings.class,
  HttpSettings.class,
  RegistrySettings.class,
  FeaturesSettings.class
})
class SettingsAutoConfiguration {
  @Bean
  static StartChecks startChecks(ConfigurableEnvironment environment) {
    return new StartChecks(environment);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "dev.thermocline.cold.package-info")
  @ConditionalOnProperty(name = "kit.settings.s3", matchIfMissing = true)
  @EnableConfigurationProperties(S3Settings.class)
  static class WithS3 {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.data.redis.connection.RedisConnectionFactory")
  @EnableConfigurationProperties(RedisSettings.class)
  static class WithRedis {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.kafka.core.KafkaTemplate")
  @ConditionalOnProperty(name = "kit.settings.kafka", matchIfMissing = true)
  @EnableConfigurationProperties(KafkaSettings.class)
  static class WithKafka {}
}
