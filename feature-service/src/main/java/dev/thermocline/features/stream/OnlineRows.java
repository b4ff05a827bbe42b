package dev.thermocline.features.stream;

import dev.thermocline.features.hot.ServedView;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.HotWriter.EntityWrite;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
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

  /** A row and where it stands in the log. */
  public record Placed(PushedRow row, PushLog.Appended place) {}

  /** Writes rows; in any order, and as often as one likes. */
  public void write(List<Placed> rows) {
    long now = RowTimes.micros(clock.instant());
    List<EntityWrite> writes = new ArrayList<>(rows.size());
    for (Placed placed : rows) {
      if (placed.row().view().applied().view().serving().online()) {
        describe(placed.row().view());
        writes.add(write(placed, now));
      }
    }
    for (int i = 0; i < writes.size(); i += BATCH) {
      writer.write(writes.subList(i, Math.min(i + BATCH, writes.size())));
    }
  }

  /** The packed form of a row, by which rows are put in order. */
  static byte[] pack(PushedRow row, PushLog.Appended place) {
    RowBuilder builder = new RowBuilder(row.view().schema());
    for (int i = 0; i < row.values().size(); i++) {
      builder.set(i, row.values().get(i));
    }
    Long created = row.created();
    return builder.build(
        new RowTimes(row.event(), created == null ? RowTimes.NO_CREATED : created, place.ingest()),
        new Provenance.Stream(place.partition(), place.offset()));
  }

  private static EntityWrite write(Placed placed, long now) {
    PushedRow row = placed.row();
    ServedView view = row.view();
    byte[] packed = pack(row, placed.place());
    RowWrite write =
        view.hot().isOutsideMaxAge(row.event(), now)
            ? RowWrite.overOlder(view.hot().number(), packed)
            : RowWrite.newer(view.hot().number(), packed);
    return new EntityWrite(view.keyOfDeclared(row.keys()), view.retention(), List.of(write));
  }

  private void describe(ServedView view) {
    String version =
        view.project().name() + "/" + view.hot().number() + "/" + view.schema().number();
    if (described.add(version)) {
      ViewDescriptor.save(connection, view.descriptor(), view.schemas());
    }
  }
}
