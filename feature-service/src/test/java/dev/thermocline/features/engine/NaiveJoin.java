package dev.thermocline.features.engine;

import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowOrder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The join that is plainly right: it looks at every row there is. */
record NaiveJoin(Map<Long, List<World.Row>> rows, FeatureView view) {
  World.@Nullable Row find(
      @Nullable Long patient, @Nullable String site, long moment, boolean loose) {
    World.Row newest = null;
    for (World.Row row :
        patient == null ? List.<World.Row>of() : rows.getOrDefault(patient, List.of())) {
      boolean same = row.site() == null || row.site().equals(site);
      boolean known =
          row.event() <= moment && (loose || row.created() == null || row.created() <= moment);
      if (same && known && (newest == null || order(row).isNewerThan(order(newest)))) {
        newest = row;
      }
    }
    Duration ttl = view.times().ttl();
    return newest == null || ttl == null || newest.event() >= moment - ttl.toNanos() / 1000
        ? newest
        : null;
  }

  private static RowOrder order(World.Row row) {
    RowBuilder builder = new RowBuilder(SCHEMA);
    builder.set(0, row.beats()).set(1, row.bp()).set(2, row.note());
    long created = row.created() == null ? RowTimes.NO_CREATED : row.created();
    return RowOrder.of(
        builder.build(
            new RowTimes(row.event(), created, World.START + row.snapshot()),
            new Provenance.Snapshot(row.snapshot())));
  }

  private static final RowSchema SCHEMA =
      new RowSchema(
          1,
          List.of(
              new RowSchema.Field("beats", dev.thermocline.hot.ValueType.parse("int64")),
              new RowSchema.Field("bp", dev.thermocline.hot.ValueType.parse("float64")),
              new RowSchema.Field("note", dev.thermocline.hot.ValueType.parse("string"))));
}
