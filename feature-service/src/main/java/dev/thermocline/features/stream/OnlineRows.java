package dev.thermocline.features.stream;

import dev.thermocline.features.hot.ServedView;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.HotWriter.EntityWrite;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.RowWrite;
import dev.thermocline.hot.ViewDescriptor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Writes pushed rows online. Writing a row again changes nothing. */
@Component
public class OnlineRows {
  private static final int BATCH = 1000;

  private final HotConnection connection;
  private final HotWriter writer;
  private final Clock clock;
  private final Set<String> described = ConcurrentHashMap.newKeySet();

  public OnlineRows(HotConnection connection, HotWriter writer, Clock clock) {
    this.connection = connection;
    this.writer = writer;
    this.clock = clock;
  }

  /** Writes rows; in any order, and as often as one likes. */
  public void write(List<PlacedRow> rows) {
    long now = RowTimes.micros(clock.instant());
    List<EntityWrite> writes = new ArrayList<>(rows.size());
    for (PlacedRow placed : rows) {
      if (placed.view().applied().view().serving().online()) {
        describe(placed.view());
        writes.add(write(placed, now));
      }
    }
    for (int i = 0; i < writes.size(); i += BATCH) {
      writer.write(writes.subList(i, Math.min(i + BATCH, writes.size())));
    }
  }

  private static EntityWrite write(PlacedRow placed, long now) {
    ServedView view = placed.view();
    RowWrite write =
        view.hot().isOutsideMaxAge(placed.event(), now)
            ? RowWrite.overOlder(view.hot().number(), placed.packed())
            : RowWrite.newer(view.hot().number(), placed.packed());
    return new EntityWrite(view.keyOfDeclared(placed.keys()), view.retention(), List.of(write));
  }

  private void describe(ServedView view) {
    String version =
        view.project().name() + "/" + view.hot().number() + "/" + view.schema().number();
    if (described.add(version)) {
      ViewDescriptor.save(connection, view.descriptor(), view.schemas());
    }
  }
}
