package dev.thermocline.kit.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A file that holds a secret: one that others can write is not to be believed. */
public record KeyFile(Path path) {
  private static final int LARGEST = 64 * 1024;

  /** Why the file cannot be used; empty when it can. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    try {
      if (!Files.isRegularFile(path)) {
        faults.add(path + " is not a file; make it, or point the setting elsewhere");
      } else {
        if (Files.size(path) > LARGEST) {
          faults.add(path + " is larger than a secret can be; is it the right file?");
        }
        if (!Files.isReadable(path)) {
          faults.add(path + " cannot be read by this process; chown it");
        }
        if (othersCanWrite()) {
          faults.add(path + " can be written by others than its owner; chmod go-w it");
        }
      }
    } catch (IOException e) {
      faults.add(path + " cannot be looked at; is its folder there, and may this process open it?");
    }
    return faults;
  }

  /** The text in it, without the white space at its ends. */
  public String read() throws IOException {
    return Files.readString(path).strip();
  }

  private boolean othersCanWrite() throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return false;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    return permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE);
  }
}
