package dev.thermocline.kit.example;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.Failure;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The smallest service on this kit: one native room and one that speaks MLflow's dialect. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ExampleRoutes.class)
public class ExampleService {
  @Bean
  AccessRules accessRules() {
    return AccessRules.builder()
        .allow(Role.READER, "GET", "/api/v1/**")
        .allow(Role.SCIENTIST, "*", "/api/v1/things/**")
        .allow(Role.READER, "*", "/api/2.0/mlflow/**")
        .build();
  }

  @Bean
  Dialect mlflow() {
    return new Dialect() {
      @Override
      public boolean speaks(String path) {
        return path.startsWith("/api/2.0/mlflow/");
      }

      @Override
      public Answer render(Failure failure) {
        int status = failure.kind() == ErrorKind.ALREADY_EXISTS ? 400 : failure.kind().status();
        return Answer.json(
            status,
            Map.of("error_code", failure.kind().mlflowCode(), "message", failure.message()));
      }
    };
  }
}
