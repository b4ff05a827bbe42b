package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ObjectAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files of a frozen version, by their path in it. */
public record FrozenManifest(Instant frozenAt, NavigableMap<String, File> files) {
  /** One file; its digest was fixed when the version was frozen. */
  public record File(
      String path, ObjectAddress object, long size, String sha256, String mediaType) {}

  public static FrozenManifest of(Instant frozenAt, List<File> files) {
    Map<String, File> byPath = files.stream().collect(Collectors.toMap(File::path, f -> f));
    return new FrozenManifest(frozenAt, new TreeMap<>(byPath));
  }
}
