package dev.thermocline.features;

import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.OfflineStore.SnapshotRange;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** What a view has in files. */
public record ViewRows(OfflineStore offline, String view) {
  public ViewHistory history() {
    return offline.history(Project.DEFAULT, view);
  }

  public List<OfflineRow> all() {
    List<OfflineRow> rows = new ArrayList<>();
    offline.allRows(
        Project.DEFAULT,
        view,
        SnapshotRange.upTo(offline.latestSnapshot(Project.DEFAULT, view)),
        TimeRange.ALL,
        rows::add);
    return rows;
  }

  /** Waits until so many rows have come into files. */
  public List<OfflineRow> await(int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(this::all, rows -> rows.size() >= count);
  }
}
