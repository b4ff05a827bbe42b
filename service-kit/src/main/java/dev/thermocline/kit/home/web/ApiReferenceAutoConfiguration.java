package dev.thermocline.kit.home.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.project.Project;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.PathParameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.regex.Pattern;
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
  private static final Pattern VARIABLE = Pattern.compile("\\{\\*?(\\w+)}");

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

  /** A path names its variables although the door takes them. */
  @Bean
  OpenApiCustomizer withVariablesOfPaths() {
    return api ->
        api.getPaths()
            .forEach((path, item) ->
                VARIABLE
                    .matcher(path)
                    .results()
                    .map(found -> found.group(1))
                    .forEach(name -> item.readOperations().forEach(one -> declare(one, name))));
  }

  private static void declare(Operation operation, String variable) {
    List<Parameter> declared =
        operation.getParameters() == null ? List.of() : operation.getParameters();
    if (declared.stream()
        .noneMatch(p -> "path".equals(p.getIn()) && variable.equals(p.getName()))) {
      operation.addParametersItem(new PathParameter().name(variable).schema(new StringSchema()));
    }
  }
}
