package dev.thermocline.features.materialize;

import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.hot.HotWriter.EntityWrite;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.RowWrite;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes writes for Redis of rows of files. For one thread. */
final class RowPacker {
  private final ServedView view;
  private final RowBuilder builder;
  private final Duration retention;
  private final long now;
  private final long latest;

  RowPacker(ServedView view, Instant now) {
    this.view = view;
    this.builder = new RowBuilder(view.schema());
    this.retention = view.retention();
    this.now = RowTimes.micros(now);
    this.latest = RowTimes.micros(now.plus(view.applied().view().times().futureTolerance()));
  }

  /**
   * The write of a row.
   *
   * @throws ThermoclineException where the row cannot be served, with the reason
   */
  EntityWrite write(OfflineRow row, RowWrite.Rule rule) {
    byte[] packed = pack(row);
    boolean expired = view.hot().isOutsideMaxAge(row.event(), now);
    RowWrite.Rule effective =
        expired && rule instanceof RowWrite.Rule.Newer ? new RowWrite.Rule.OverOlder() : rule;
    return new EntityWrite(
        view.keyOfDeclared(row.keys()),
        retention,
        List.of(new RowWrite(view.hot().number(), effective, packed)));
  }

  private byte[] pack(OfflineRow row) {
    if (row.event() > latest) {
      throw ThermoclineException.invalid(
          "%s: its event time %s lies in the future; it would hide every later row."
              .formatted(row.keys(), RowTimes.instant(row.event())));
    }
    @Nullable Long created = row.created();
    if (!RowTimes.inRange(row.event()) || (created != null && !RowTimes.inRange(created))) {
      throw ThermoclineException.invalid(
          "%s: one of its times lies outside %s to %s."
              .formatted(row.keys(), RowTimes.EARLIEST, RowTimes.LATEST));
    }
    for (int i = 0; i < row.values().size(); i++) {
      builder.set(i, row.values().get(i));
    }
    return builder.build(
        new RowTimes(row.event(), created == null ? RowTimes.NO_CREATED : created, row.ingest()),
        new Provenance.Snapshot(row.snapshot()));
  }
}
