package dev.thermocline.registry.mlflow.page;

import dev.thermocline.kit.setting.Meaning;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** MLflow's own web page. */
@ConfigurationProperties("thermocline.mlflow")
record PageSettings(
    @Meaning(
            value =
                "The folder of MLflow's built web page, as an installed mlflow has it in"
                    + " server/js/build; the registry then serves it at its root. Without it there"
                    + " is no such page.",
            example = "/opt/venv/lib/python3.12/site-packages/mlflow/server/js/build")
        @Nullable Path page) {
  /** Where the page lies, asked only where the setting is there. */
  Path folder() {
    return Objects.requireNonNull(page).toAbsolutePath().normalize();
  }
}
