package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.enrich.FeatureDefinition.View;
import dev.thermocline.hot.Mark;
import dev.thermocline.hot.PackedRow;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The feature rows that one request read, all judged by one moment.
 *
 * @param views in the order of every row's cells
 * @param rows for each row of the request a cell for each view
 * @param rung why these are not the rows of Redis now; null when they are
 */
public record FeatureRows(
    List<View> views, List<List<Cell>> rows, long nowMicros, @Nullable String rung) {
  private static final int MARK_BYTES = 17;

  public static final FeatureRows NONE = new FeatureRows(List.of(), List.of(), 0, null);

  /**
   * One view's row for one entity.
   *
   * @param row null where there is none
   * @param expired whether the row is past its {@code ttl} at the request's moment
   */
  public record Cell(@Nullable PackedRow row, Mark mark, boolean expired) {}

  /** What the answer for one row depends on: every mark, and which rows were too old. */
  public byte[] marks(int row) {
    List<Cell> cells = rows.get(row);
    ByteBuffer marks = ByteBuffer.allocate(cells.size() * MARK_BYTES);
    for (Cell cell : cells) {
      marks.putLong(cell.mark().high()).putLong(cell.mark().low());
      marks.put((byte) (cell.expired() ? 1 : 0));
    }
    return marks.array();
  }

  /** The first moment at which one of the rows, fresh now, is past its {@code ttl}. */
  public long validUntil(int row) {
    long until = Long.MAX_VALUE;
    List<Cell> cells = rows.get(row);
    for (int i = 0; i < cells.size(); i++) {
      PackedRow packed = cells.get(i).row();
      if (packed != null && !cells.get(i).expired()) {
        until = Math.min(until, views.get(i).hot().validUntil(packed));
      }
    }
    return until;
  }

  /** About how much memory they take. */
  public long heldBytes() {
    long bytes = 0;
    for (List<Cell> cells : rows) {
      for (Cell cell : cells) {
        PackedRow row = cell.row();
        bytes += row == null ? 64 : 192 + row.bytes().length;
      }
    }
    return bytes;
  }

  public boolean isEmpty() {
    return views.isEmpty();
  }
}
