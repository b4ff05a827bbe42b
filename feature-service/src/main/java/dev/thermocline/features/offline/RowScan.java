package dev.thermocline.features.offline;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.ViewSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that an engine needs to read a view as it was after one of its snapshots.
 *
 * @param parts what is visible, oldest first
 * @param files the local copy of each file, by bucket and key
 * @param fields the fields wanted
 */
public record RowScan(
    FeatureView view,
    Entity entity,
    List<ViewSchema> schemas,
    List<VisiblePart> parts,
    Map<String, Path> files,
    Set<String> fields) {
  public RowScan {
    schemas = List.copyOf(schemas);
    parts = List.copyOf(parts);
    files = Map.copyOf(files);
    fields = Set.copyOf(fields);
  }

  public ViewSchema schema(int number) {
    return schemas.stream().filter(s -> s.number() == number).findFirst().orElseThrow();
  }

  public Path local(SnapshotFile file) {
    Path path = files.get(address(file));
    if (path == null) {
      throw new IllegalStateException("not fetched: " + file.key());
    }
    return path;
  }

  public static String address(SnapshotFile file) {
    return file.bucket() + "/" + file.key();
  }
}
