package dev.thermocline.gateway.setting;

import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.KeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The token that this service shows to the others, read anew each time so that it can change. */
@Component
public final class ServiceToken {
  private final Optional<KeyFile> file;

  public ServiceToken(AuthSettings auth) {
    Path path = auth.serviceTokenFile();
    this.file = Optional.ofNullable(path).map(KeyFile::new);
  }

  /** Empty where the platform's doors are open. */
  public Optional<String> read() {
    return file.map(key -> {
      try {
        return key.read();
      } catch (IOException unreadable) {
        throw new UncheckedIOException("the token of this service cannot be read", unreadable);
      }
    });
  }
}
