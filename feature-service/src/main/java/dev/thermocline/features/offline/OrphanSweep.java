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

/**
 * Finds what work that was killed left in object storage. Files are stored before the entry that
 * names them, so only what has lain there for a while is an orphan.
 */
public final class OrphanSweep {
  /** Younger files may belong to work that is still under way. */
  public static final Duration SHORTEST = Duration.ofHours(1);

  private static final int PAGE = 1000;

  private final ObjectStore objects;
  private final List<Leftovers> sorts;
  private final Clock clock;

  public OrphanSweep(ObjectStore objects, List<Leftovers> sorts, Clock clock) {
    this.objects = objects;
    this.sorts = List.copyOf(sorts);
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
    for (Leftovers sort : sorts) {
      for (String prefix : sort.prefixes()) {
        look(sort, prefix, before, orphans);
      }
    }
    if (remove) {
      orphans.forEach(o -> objects.delete(o.address()));
    }
    return orphans;
  }

  private void look(Leftovers sort, String prefix, Instant before, List<ObjectInfo> orphans) {
    String next = null;
    do {
      ObjectPage page = objects.list(sort.bucket(), prefix, next, PAGE);
      orphans.addAll(
          sort.among(
              page.objects().stream().filter(o -> o.modifiedAt().isBefore(before)).toList()));
      next = page.next();
    } while (next != null);
  }
}
