package dev.thermocline.features.stream;

import dev.thermocline.features.hot.ServedView;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row and where it stands in the log. Very many wait for their file at once, so its values are
 * held as the bytes that go online, which are few beside what they take as objects.
 */
public final class PlacedRow {
  private final ServedView view;
  private final List<Object> keys;
  private final PushLog.Appended place;
  private final byte[] packed;

  private PlacedRow(ServedView view, List<Object> keys, PushLog.Appended place, byte[] packed) {
    this.view = view;
    this.keys = keys;
    this.place = place;
    this.packed = packed;
  }

  public static PlacedRow of(PushedRow row, PushLog.Appended place) {
    RowBuilder builder = new RowBuilder(row.view().schema());
    for (int i = 0; i < row.values().size(); i++) {
      builder.set(i, row.values().get(i));
    }
    Long created = row.created();
    return new PlacedRow(
        row.view(),
        List.copyOf(row.keys()),
        place,
        builder.build(
            new RowTimes(
                row.event(), created == null ? RowTimes.NO_CREATED : created, place.ingest()),
            new Provenance.Stream(place.partition(), place.offset())));
  }

  public ServedView view() {
    return view;
  }

  /** In the order in which the entity declares its join keys. */
  public List<Object> keys() {
    return keys;
  }

  public PushLog.Appended place() {
    return place;
  }

  /** Microseconds since 1970. */
  public long event() {
    return row().event();
  }

  /** The created time, if the view has one. */
  public @Nullable Long created() {
    RowTimes times = row().times();
    return times.hasCreated() ? times.created() : null;
  }

  /** As they go online: not a copy. */
  byte[] packed() {
    return packed;
  }

  /** In the order of the schema of the view. */
  public List<@Nullable Object> values() {
    PackedRow row = row();
    List<@Nullable Object> values = new ArrayList<>(row.schema().size());
    for (int i = 0; i < row.schema().size(); i++) {
      values.add(row.get(i));
    }
    return values;
  }

  private PackedRow row() {
    RowSchema schema = view.schema();
    return PackedRow.read(packed, number -> number == schema.number() ? schema : null);
  }
}
