package dev.thermocline.features.offline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the values of one field of a snapshot look like.
 *
 * @param distinct an estimate
 * @param least as text; absent for arrays and bytes, as is {@code greatest}
 * @param notFinite NaN and infinities, which the figures after it leave out
 * @param quantiles estimates at 5, 25, 50, 75 and 95 in a hundred
 * @param histogram counts in equal steps from the least to the greatest finite value
 */
public record FieldStatistics(
    String field,
    long count,
    long nulls,
    long distinct,
    @Nullable String least,
    @Nullable String greatest,
    long notFinite,
    @Nullable Double mean,
    @Nullable Double deviation,
    List<Double> quantiles,
    List<Long> histogram) {
  public FieldStatistics {
    quantiles = List.copyOf(quantiles);
    histogram = List.copyOf(histogram);
  }
}
