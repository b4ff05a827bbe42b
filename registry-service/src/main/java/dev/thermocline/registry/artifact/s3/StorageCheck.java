package dev.thermocline.registry.artifact.s3;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.kit.health.Dependency;

/** Asks object storage for next to nothing, to see whether it answers. */
record StorageCheck(ObjectStore store, String bucket) implements Dependency {
  @Override
  public String name() {
    return "s3";
  }

  @Override
  public void check() {
    var _ = store.list(bucket, "health/", null, 1);
  }
}
