package dev.thermocline.kit.setting;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The door: who may come in, and as whom this service goes to the others. */
@ConfigurationProperties("thermocline.auth")
public record AuthSettings(
    @Meaning("`tokens`: every caller needs one. `open`: nobody does; on loopback only.")
        @DefaultValue("tokens")
        Mode mode,
    @Meaning(
            "Where the registry keeps the first admin token, made at its first start with mode 600;"
                + " `admin-token` in the data folder when not set.")
        @Nullable Path adminTokenFile,
    @Meaning("File with the token that this service shows to the others.")
        @Nullable Path serviceTokenFile,
    @Meaning(
            "Registry only: the token file of each service, by its name, so that the registry knows"
                + " them: `thermocline.auth.service-token-files.gateway=/path`.")
        @DefaultValue
        Map<String, Path> serviceTokenFiles) {
  public AuthSettings {
    serviceTokenFiles = Map.copyOf(serviceTokenFiles);
  }

  /** Who is let in. */
  public enum Mode {
    TOKENS,
    OPEN
  }
}
