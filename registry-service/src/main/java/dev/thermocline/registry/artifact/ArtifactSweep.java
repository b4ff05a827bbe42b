package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Removes from object storage what nothing points at: uploads that never ended, and objects that
 * were replaced or deleted, once nobody can still be reading them. Several may run at once.
 */
@Service
public class ArtifactSweep {
  private static final Logger log = LoggerFactory.getLogger(ArtifactSweep.class);
  private static final int BATCH = 500;

  /** Longer than any upload or download lasts. */
  private static final Duration PATIENCE = Duration.ofHours(24);

  private final ArtifactIndex index;
  private final UploadIndex uploads;
  private final ObjectStore store;
  private final ObjectKeys keys;
  private final Clock clock;

  public ArtifactSweep(
      ArtifactIndex index, UploadIndex uploads, ObjectStore store, ObjectKeys keys, Clock clock) {
    this.index = index;
    this.uploads = uploads;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /** How many objects and unfinished uploads were removed. */
  public int run() {
    Instant before = clock.instant().minus(PATIENCE);
    int unfinished = store.sweepUploads(keys.bucket(), before) + uploads.forgetBefore(before);
    int objects = 0;
    List<String> batch = index.condemn(before, BATCH);
    while (!batch.isEmpty()) {
      store.deleteAll(keys.bucket(), batch);
      index.dropLeftovers(batch);
      objects += batch.size();
      batch = index.condemn(before, BATCH);
    }
    if (objects + unfinished > 0) {
      log.atInfo()
          .addKeyValue("objects", objects)
          .addKeyValue("uploads", unfinished)
          .log("Swept artifacts that nothing points at.");
    }
    return objects + unfinished;
  }
}
