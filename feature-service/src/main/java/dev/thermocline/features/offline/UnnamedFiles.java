package dev.thermocline.features.offline;

import dev.thermocline.cold.ObjectInfo;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Files of ingestion and compaction that no snapshot names. Each attempt has keys of its own and
 * names them soon after, so what is old and unnamed stays so.
 */
@Component
class UnnamedFiles implements Leftovers {
  private static final Pattern OURS =
      Pattern.compile(
          "(projects/[^/]+/)?offline/[^/]+/\\d{4}-\\d{2}-\\d{2}/(part|compact)-[^/]+\\.parquet");

  private final SnapshotStore snapshots;
  private final Ingestion.Places places;

  UnnamedFiles(SnapshotStore snapshots, Ingestion.Places places) {
    this.snapshots = snapshots;
    this.places = places;
  }

  @Override
  public String bucket() {
    return places.featureStore();
  }

  @Override
  public List<String> prefixes() {
    return List.of("offline/", "projects/");
  }

  @Override
  public List<ObjectInfo> among(List<ObjectInfo> old) {
    List<ObjectInfo> ours =
        old.stream().filter(o -> OURS.matcher(o.address().key()).matches()).toList();
    if (ours.isEmpty()) {
      return ours;
    }
    Set<String> named =
        snapshots.named(bucket(), ours.stream().map(o -> o.address().key()).toList());
    return ours.stream().filter(o -> !named.contains(o.address().key())).toList();
  }
}
