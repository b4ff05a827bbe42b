package dev.thermocline.gateway.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inputs after the signature's casts: typed, complete, in the signature's order.
 *
 * @param rows how many predictions are asked for
 * @param blocks columns of one type side by side, or one tensor each
 */
public record Batch(int rows, List<Block> blocks) {
  public Batch {
    blocks = List.copyOf(blocks);
  }

  /**
   * One tensor of the batch.
   *
   * @param columns the names of its second dimension, or its own name alone
   */
  public record Block(List<String> columns, Tensor tensor) {}

  /**
   * One value, as an exact Java value; a string or binary one as its bytes. Columns count through
   * the blocks.
   */
  public @Nullable Object value(int row, int column) {
    int at = column;
    for (Block block : blocks) {
      int width = block.columns().size();
      if (at < width) {
        Tensor tensor = block.tensor();
        int index = row * (tensor.count() / Math.max(1, tensor.rows())) + at;
        return switch (tensor.type()) {
          case BYTES -> tensor.element(index);
          case FP16, BF16, FP32, FP64 -> tensor.doubleAt(index);
          default -> tensor.valueAt(index);
        };
      }
      at -= width;
    }
    throw new IndexOutOfBoundsException("column " + column);
  }

  /** About how much memory it takes. */
  public long heldBytes() {
    long bytes = 0;
    for (Block block : blocks) {
      bytes += block.tensor().heldBytes();
    }
    return bytes;
  }

  /** These rows, one below the other in the order given. */
  public Batch rows(int[] chosen) {
    List<Block> picked = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      List<Tensor> parts = new ArrayList<>(chosen.length);
      for (int row : chosen) {
        parts.add(block.tensor().rows(row, row + 1));
      }
      picked.add(new Block(block.columns(), Tensor.concat(parts)));
    }
    return new Batch(chosen.length, picked);
  }
}
