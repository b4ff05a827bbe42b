package dev.thermocline.features.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.features.RunningOffline;
import dev.thermocline.kit.setting.S3Settings;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What work that was killed left behind. */
class OrphanSweepTest extends RunningOffline {
  private final ObjectStore objects;
  private final OrphanSweep orphans;
  private final S3Settings s3;

  @Autowired
  OrphanSweepTest(ObjectStore objects, OrphanSweep orphans, S3Settings s3) {
    this.objects = objects;
    this.orphans = orphans;
    this.s3 = s3;
  }

  @BeforeEach
  void define() {
    defineView();
  }

  @Test
  void findsAndRemovesFilesThatNoSnapshotNamesAndNothingElse() {
    ingest(ROWS);
    String bucket = s3.buckets().featureStore();
    String orphan = "offline/" + view + "/2026-01-01/part-" + UUID.randomUUID() + "-0.parquet";
    objects.put(new ObjectAddress(bucket, orphan), new byte[] {1}, PutOptions.create());
    String other = "offline/" + view + "/readme.txt";
    objects.put(new ObjectAddress(bucket, other), new byte[] {1}, PutOptions.create());

    assertThat(orphans.sweep(Duration.ofHours(2), false)).isEmpty();
    clock.setAhead(Duration.ofHours(3));
    assertThat(orphans.sweep(Duration.ofHours(2), false))
        .extracting(o -> o.address().key())
        .containsExactly(orphan);
    assertThat(orphans.sweep(Duration.ofHours(2), true)).hasSize(1);

    assertThat(objects.find(new ObjectAddress(bucket, orphan))).isEmpty();
    assertThat(objects.find(new ObjectAddress(bucket, other))).isPresent();
    clock.setAhead(Duration.ZERO);
    joined("{\"features\": [\"VIEW:bp\"], " + PROBES + "}");
    assertThat(
            api.post("/api/v1/snapshots/sweeps", "{\"remove\": true, \"olderThan\": \"PT1M\"}")
                .status())
        .isEqualTo(400);
  }
}
