package dev.thermocline.kit.access.disk;

import dev.thermocline.kit.access.VerifierCopy;
import dev.thermocline.kit.setting.ServiceSettings;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

@AutoConfiguration
class VerifierFileAutoConfiguration {
  @Bean
  VerifierCopy verifierCopy(ServiceSettings service, Environment environment, JsonMapper json) {
    String name = environment.getProperty("spring.application.name", "service");
    Path file = service.dataFolder().resolve(name).resolve("verifiers.json");
    return new VerifierFile(file, json);
  }
}
