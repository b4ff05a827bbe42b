package dev.thermocline.features.offline;

import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds what work that was killed left in object storage: files of rows that no snapshot names, and
 * parts of uploads that were never taken in. Files are stored before the snapshot that names them,
 * so only what has lain there for a while is an orphan.
 */
public final class OrphanSweep {
  /** Younger files may belong to work that is still under way. */
  public static final Duration SHORTEST = Duration.ofHours(1);

  private static final int PAGE = 1000;
  private static final Pattern OURS =
      Pattern.compile("(projects/[^/]+/)?offline/[^/]+/\\d{4}-\\d{2}-\\d{2}/part-[^/]+\\.parquet");
  private static final Pattern PARTS =
      Pattern.compile("(projects/[^/]+/)?" + Ingestion.Places.UPLOADS + "[^/]+/part-\\d+");

  private final ObjectStore objects;
  private final SnapshotStore snapshots;
  private final Ingestion.Places places;
  private final Clock clock;

  public OrphanSweep(
      ObjectStore objects, SnapshotStore snapshots, Ingestion.Places places, Clock clock) {
    this.objects = objects;
    this.snapshots = snapshots;
    this.places = places;
    this.clock = clock;
  }

  /** What nothing names, older than an age; with {@code remove} it is removed. */
  public List<ObjectInfo> sweep(Duration age, boolean remove) {
    if (remove && age.compareTo(SHORTEST) < 0) {
      throw ThermoclineException.invalid(
          "olderThan: only what is older than %s is removed, for younger files may belong to work that is under way."
              .formatted(SHORTEST));
    }
    Instant before = clock.instant().minus(age);
    List<ObjectInfo> orphans = new ArrayList<>();
    for (String prefix : List.of("offline/", "projects/")) {
      look(places.featureStore(), prefix, OURS, before, true, orphans);
    }
    for (String prefix : List.of(Ingestion.Places.UPLOADS, "projects/")) {
      look(places.staging(), prefix, PARTS, before, false, orphans);
    }
    if (remove) {
      orphans.forEach(o -> objects.delete(o.address()));
    }
    return orphans;
  }

  private void look(
      String bucket,
      String prefix,
      Pattern sort,
      Instant before,
      boolean named,
      List<ObjectInfo> orphans) {
    String next = null;
    do {
      ObjectPage page = objects.list(bucket, prefix, next, PAGE);
      List<ObjectInfo> old =
          page.objects().stream()
              .filter(o -> o.modifiedAt().isBefore(before))
              .filter(o -> sort.matcher(o.address().key()).matches())
              .toList();
      Set<String> known =
          named && !old.isEmpty()
              ? snapshots.named(bucket, old.stream().map(o -> o.address().key()).toList())
              : Set.of();
      old.stream().filter(o -> !known.contains(o.address().key())).forEach(orphans::add);
      next = page.next();
    } while (next != null);
  }
}
