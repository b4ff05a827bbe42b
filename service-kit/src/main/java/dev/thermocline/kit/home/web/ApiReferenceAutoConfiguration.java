package dev.thermocline.kit.home.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.project.Project;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What the API reference says about every service. */
@AutoConfiguration
@ConditionalOnClass(OpenAPI.class)
class ApiReferenceAutoConfiguration {
  static {
    // The door fills these; no caller sends them.
    SpringDocUtils.getConfig()
        .addRequestWrapperToIgnore(Caller.class, Verifier.class, Project.class);
  }

  @Bean
  OpenAPI apiReference(Environment environment) {
    return new OpenAPI()
        .info(
            new Info()
                .title("Thermocline " + environment.getProperty("spring.application.name", ""))
                .description(environment.getProperty("info.description", ""))
                .version("v1"))
        .components(
            new Components()
                .addSecuritySchemes(
                    "token", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
        .addSecurityItem(new SecurityRequirement().addList("token"));
  }

  /** Where the service runs is no part of what it offers. */
  @Bean
  OpenApiCustomizer withoutAddresses() {
    return api -> api.setServers(List.of());
  }
}
