package dev.thermocline.registry.token;

import java.nio.file.Path;
import java.util.Optional;

/** Tokens in files of this machine, mode 600. */
public interface TokenFiles {
  /**
   * The token in the file; empty where there is no file.
   *
   * @throws dev.thermocline.kit.setting.RefusedToStart where it holds no token, or others can write
   */
  Optional<String> read(Path file);

  /** Makes the file with mode 600, whole or not at all. */
  void write(Path file, String token);
}
