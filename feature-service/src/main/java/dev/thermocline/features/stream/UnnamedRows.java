package dev.thermocline.features.stream;

import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.features.offline.Leftovers;
import dev.thermocline.features.offline.SnapshotStore;
import dev.thermocline.kit.setting.S3Settings;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Files of pushed rows that no snapshot names. One that lies at or beyond the offset that is next
 * may be found and named by the attempt that comes, however old it is.
 */
@Component
class UnnamedRows implements Leftovers {
  private final StreamOffsets offsets;
  private final SnapshotStore snapshots;
  private final String bucket;

  UnnamedRows(StreamOffsets offsets, SnapshotStore snapshots, S3Settings s3) {
    this.offsets = offsets;
    this.snapshots = snapshots;
    this.bucket = s3.buckets().featureStore();
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public List<String> prefixes() {
    return List.of("offline/", "projects/");
  }

  @Override
  public List<ObjectInfo> among(List<ObjectInfo> old) {
    // In this order: what is over and unnamed afterwards can never be named.
    List<ObjectInfo> over = old.stream().filter(o -> isOver(o.address().key())).toList();
    if (over.isEmpty()) {
      return over;
    }
    Set<String> named = snapshots.named(bucket, over.stream().map(o -> o.address().key()).toList());
    return over.stream().filter(o -> !named.contains(o.address().key())).toList();
  }

  private boolean isOver(String key) {
    return Stretch.ofFile(key)
        .filter(stretch -> StreamTopics.isRows(stretch.topic()))
        .filter(stretch -> stretch.isOver(offsets, StreamTopics.origin(stretch.topic()).project()))
        .isPresent();
  }
}
