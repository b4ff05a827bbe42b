package dev.thermocline.gateway.runtime;

import java.util.List;

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

  /** Rows {@code from} to {@code to}, for models whose rows do not depend on each other. */
  public Batch rows(int from, int to) {
    return new Batch(
        to - from,
        blocks.stream().map(b -> new Block(b.columns(), b.tensor().rows(from, to))).toList());
  }
}
