package dev.thermocline.registry.token.disk;

import dev.thermocline.kit.setting.KeyFile;
import dev.thermocline.kit.setting.RefusedToStart;
import dev.thermocline.registry.token.TokenFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

@Component
class DiskTokenFiles implements TokenFiles {
  private static final Pattern TOKEN = Pattern.compile("tc_[A-Za-z0-9_-]{43,}");

  @Override
  public Optional<String> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    KeyFile key = new KeyFile(file);
    List<String> faults = key.faults();
    if (!faults.isEmpty()) {
      throw new RefusedToStart(faults.stream().map(fault -> "A token file: " + fault).toList());
    }
    try {
      String token = key.read();
      if (!TOKEN.matcher(token).matches()) {
        throw new RefusedToStart(
            List.of(
                file
                    + " holds no token of this platform: one is tc_ and at least 43 letters of"
                    + " base64url. Delete it to have one made, or put one in."));
      }
      return Optional.of(token);
    } catch (IOException e) {
      throw new UncheckedIOException("The token file " + file + " cannot be read", e);
    }
  }

  @Override
  public void write(Path file, String token) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              ".token",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, token + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The token file " + file + " cannot be written", e);
    }
  }
}
