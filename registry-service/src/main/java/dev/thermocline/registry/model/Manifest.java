package dev.thermocline.registry.model;

import java.util.Comparator;
import java.util.List;

/** What a frozen version consists of; canonical, so that equal files give equal bytes. */
public record Manifest(String model, String version, List<File> files) {
  public Manifest {
    files = files.stream().sorted(Comparator.comparing(File::path)).toList();
  }

  public record File(String path, long size, String sha256, String mediaType) {}

  public long bytes() {
    return files.stream().mapToLong(File::size).sum();
  }
}
