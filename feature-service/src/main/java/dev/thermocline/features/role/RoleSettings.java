package dev.thermocline.features.role;

import dev.thermocline.kit.setting.Meaning;
import dev.thermocline.kit.setting.RefusedToStart;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/** Which part of the service a process is. */
@ConfigurationProperties("thermocline")
public record RoleSettings(
    @Meaning(
            value =
                "What this process does: online (reads), ingest (pushes and what consumes them),"
                    + " jobs (definitions, files, joins, materialization). online alone needs Redis"
                    + " and another feature-service at thermocline.features.url, of which it keeps a"
                    + " copy of the definitions on disk; no database, no Kafka, no object storage.",
            example = "online")
        @DefaultValue("online,ingest,jobs")
        String roles) {
  static final String NAME = "thermocline.roles";

  /** The roles of this process. */
  static Set<ServiceRole> of(Environment environment) {
    try {
      return ServiceRole.parse(environment.getProperty(NAME, ""));
    } catch (IllegalArgumentException e) {
      throw new RefusedToStart(List.of(String.valueOf(e.getMessage())));
    }
  }
}
