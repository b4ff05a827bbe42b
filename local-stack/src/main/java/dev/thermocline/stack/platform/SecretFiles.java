package dev.thermocline.stack.platform;

import dev.thermocline.stack.process.StackFailure;
import dev.thermocline.stack.server.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** Credentials of one platform: random, made when first needed, readable by their owner alone. */
final class SecretFiles {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  SecretFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /** The text of a secret; always the same once it exists. */
  String text(String name) throws IOException {
    return read(file(name, ""));
  }

  /** A file with a token as the platform's services know them. */
  Path token(String name) throws IOException {
    return file(name + "-token", "tc_");
  }

  /** Where a token will be that somebody else makes. */
  Path place(String name) {
    return folder.resolve(name);
  }

  private Path file(String name, String mark) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[32];
      RANDOM.nextBytes(bytes);
      String random = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      // Passwords travel in URLs and command lines: no leading hyphen.
      PrivateFile.write(file, (mark.isEmpty() ? "k" : mark) + random + "\n");
    }
    return file;
  }

  private static String read(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      throw new StackFailure(
          "secrets",
          file + " can be read by others, so it is a secret no longer",
          "chmod 600 " + file + " if nobody has read it, else delete it and what it opens");
    }
    return Files.readString(file).strip();
  }
}
