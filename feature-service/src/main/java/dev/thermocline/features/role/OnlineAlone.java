package dev.thermocline.features.role;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * A process that reads online alone has no database, no log, no object storage, and asks for none.
 */
final class OnlineAlone {
  private OnlineAlone() {}

  /** Leaves out what would be made for them. */
  static final class WithoutDatabase implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final List<String> LEFT_OUT =
        List.of(
            "dev.thermocline.record.",
            "com.github.kagkarlsson.",
            "org.springframework.boot.jdbc.",
            "org.springframework.boot.flyway.",
            "org.springframework.boot.hibernate.",
            "org.springframework.boot.jpa.",
            "org.springframework.boot.data.jpa.",
            "org.springframework.boot.kafka.",
            "org.springframework.boot.sql.");

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
      this.environment = environment;
    }

    @Override
    public boolean[] match(
        @Nullable String[] classes, AutoConfigurationMetadata autoConfigurationMetadata) {
      boolean alone =
          ServiceRole.isOnlineAlone(RoleSettings.of(Objects.requireNonNull(environment)));
      boolean[] kept = new boolean[classes.length];
      for (int i = 0; i < classes.length; i++) {
        String name = classes[i];
        kept[i] = !alone || name == null || LEFT_OUT.stream().noneMatch(name::startsWith);
      }
      return kept;
    }
  }

  /** Does not ask for their settings, and says nothing of them. */
  static final class WithoutSettings implements EnvironmentPostProcessor, Ordered {
    @Override
    public void postProcessEnvironment(
        ConfigurableEnvironment environment, SpringApplication application) {
      Set<ServiceRole> roles = RoleSettings.of(environment);
      boolean alone = ServiceRole.isOnlineAlone(roles);
      environment
          .getPropertySources()
          .addLast(
              new MapPropertySource(
                  "roles",
                  Map.of(
                      "kit.settings.s3", !alone,
                      "kit.settings.kafka", !alone,
                      "kit.jobs.elsewhere", !alone && !roles.contains(ServiceRole.JOBS))));
    }

    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }
  }
}
