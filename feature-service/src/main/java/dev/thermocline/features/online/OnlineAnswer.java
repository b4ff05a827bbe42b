package dev.thermocline.features.online;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.hot.FeatureState;
import dev.thermocline.hot.HotReader.EntityRows;
import dev.thermocline.hot.HotView;
import dev.thermocline.hot.Mark;
import dev.thermocline.hot.PackedRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read for the entities of one request. Values are read out of the rows themselves. */
public final class OnlineAnswer {
  private final ReadPlan plan;
  private final int size;
  private final long nowMicros;
  private final List<List<EntityRows>> read;
  private final @Nullable PackedRow[][][] rows;
  private final boolean recovering;

  OnlineAnswer(
      ReadPlan plan, int size, long nowMicros, List<List<EntityRows>> read, boolean recovering) {
    this.plan = plan;
    this.size = size;
    this.nowMicros = nowMicros;
    this.read = read;
    this.recovering = recovering;
    this.rows = new @Nullable PackedRow[read.size()][][];
    for (int part = 0; part < rows.length; part++) {
      int views = plan.parts().get(part).views.size();
      rows[part] = new @Nullable PackedRow[views][size];
      for (int view = 0; view < views; view++) {
        for (int i = 0; i < size; i++) {
          rows[part][view][i] = read.get(part).get(i).row(view);
        }
      }
    }
  }

  /** The value of an expression for each entity; timestamps are microseconds. */
  public record Computed(String name, ValueType type, List<@Nullable Object> values) {}

  /** When it was read, in microseconds. */
  public long moment() {
    return nowMicros;
  }

  public ReadPlan plan() {
    return plan;
  }

  /** How many entities were asked for. */
  public int size() {
    return size;
  }

  /** Whether Redis lost data and has not got all of it back yet. */
  public boolean isRecovering() {
    return recovering;
  }

  public @Nullable PackedRow row(ReadPlan.Column column, int entity) {
    return rows[column.part()][column.view()][entity];
  }

  public FeatureState state(ReadPlan.Column column, int entity) {
    PackedRow row = row(column, entity);
    HotView view = plan.parts().get(column.part()).hot.get(column.view());
    return view.state(row, row == null ? -1 : column.indexIn(row), nowMicros);
  }

  /** The mark of the row that holds the feature. */
  public Mark mark(ReadPlan.Column column, int entity) {
    return read.get(column.part()).get(entity).mark(column.view());
  }
}
