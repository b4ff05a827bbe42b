package dev.thermocline.features.inference;

import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.features.offline.Leftovers;
import dev.thermocline.features.stream.StreamOffsets;
import dev.thermocline.features.stream.Stretch;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Files of logged rows that nothing names and that no attempt will find any more. */
@Component
class UnnamedLines implements Leftovers {
  private static final Pattern OURS = Pattern.compile("(projects/[^/]+/)?predictions/.*");

  private final StreamOffsets offsets;
  private final LogFiles files;
  private final String bucket;

  UnnamedLines(StreamOffsets offsets, LogFiles files, S3Settings s3) {
    this.offsets = offsets;
    this.files = files;
    this.bucket = s3.buckets().trainingData();
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public List<String> prefixes() {
    return List.of("predictions/", "projects/");
  }

  @Override
  public List<ObjectInfo> among(List<ObjectInfo> old) {
    // In this order: what is over and unnamed afterwards can never be named.
    List<ObjectInfo> over = old.stream().filter(o -> isOver(o.address().key())).toList();
    if (over.isEmpty()) {
      return over;
    }
    Set<String> named = files.named(bucket, over.stream().map(o -> o.address().key()).toList());
    return over.stream().filter(o -> !named.contains(o.address().key())).toList();
  }

  private boolean isOver(String key) {
    return OURS.matcher(key).matches()
        && Stretch.ofFile(key)
            .filter(stretch -> stretch.isOver(offsets, Project.DEFAULT))
            .isPresent();
  }
}
