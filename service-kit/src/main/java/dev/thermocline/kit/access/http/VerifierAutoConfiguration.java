package dev.thermocline.kit.access.http;

import dev.thermocline.kit.access.VerifierCopy;
import dev.thermocline.kit.access.VerifierSource;
import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.FeaturesSettings;
import dev.thermocline.kit.setting.RegistrySettings;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

@AutoConfiguration(
    afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
class VerifierAutoConfiguration {
  /** Every client that Spring Boot builds shows who it is to the platform's services. */
  @Bean
  RestClientCustomizer serviceIdentity(
      AuthSettings auth, RegistrySettings registry, FeaturesSettings features) {
    ServiceIdentity identity =
        new ServiceIdentity(auth.serviceTokenFile(), List.of(registry.url(), features.url()));
    return client -> client.requestInterceptor(identity);
  }

  @Bean(initMethod = "start")
  @ConditionalOnMissingBean(VerifierSource.class)
  PolledVerifiers polledVerifiers(
      RestClient.Builder client, RegistrySettings registry, VerifierCopy copy, Clock clock) {
    return new PolledVerifiers(client.baseUrl(registry.url().toString()).build(), copy, clock);
  }
}
