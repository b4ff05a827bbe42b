package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.setting.Meaning;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What searches may take. */
@ConfigurationProperties("thermocline.search")
record SearchSettings(
    @Meaning(
            "How long a search of experiments, runs or logged models may take before it ends with"
                + " advice; whole seconds.")
        @DefaultValue("PT20S")
        Duration timeout,
    @Meaning("How many of them run at once; more wait, and are refused after five seconds.")
        @DefaultValue("12")
        int mostAtOnce) {
  SearchSettings {
    if (timeout.toSeconds() < 1) {
      throw new IllegalArgumentException("thermocline.search.timeout must be a second or more");
    }
    if (mostAtOnce < 1) {
      throw new IllegalArgumentException("thermocline.search.most-at-once must be 1 or more");
    }
  }
}
