package dev.thermocline.gateway.predict.disk;

import dev.thermocline.gateway.predict.PersonalValues;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.setting.KeyFile;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The key under which personal values are logged: the platform's where a file of it is named, so
 * that all gateways write the same digests, else one of this gateway's own, made at its first
 * start.
 */
@Configuration(proxyBeanMethods = false)
class PersonalKey {
  private static final int BYTES = 32;
  private static final int SHORTEST = 16;

  @Bean
  PersonalValues personalValues(GatewaySettings settings, ServiceSettings service)
      throws IOException {
    Path named = settings.piiKeyFile();
    Path file = named != null ? named : service.dataFolder().resolve("gateway").resolve("pii-key");
    if (named == null) {
      make(file);
    }
    KeyFile key = new KeyFile(file);
    if (!key.faults().isEmpty()) {
      throw new IllegalStateException(
          "thermocline.gateway.pii-key-file: " + String.join("; ", key.faults()) + ".");
    }
    byte[] bytes = key.read().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SHORTEST) {
      throw new IllegalStateException(
          "thermocline.gateway.pii-key-file: %s has fewer than %d characters, which can be guessed."
              .formatted(file, SHORTEST));
    }
    return new PersonalValues(bytes);
  }

  private static void make(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Files.createDirectories(file.toAbsolutePath().getParent());
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] own =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, own);
      Files.writeString(file, HexFormat.of().formatHex(random));
    } catch (FileAlreadyExistsException _) {
      // Made at an earlier start.
    }
  }
}
