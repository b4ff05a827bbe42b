package dev.thermocline.features.offline;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a field in one snapshot differ from those in another.
 *
 * @param before absent where the field is new
 * @param after absent where the field is gone
 * @param nullShare how much the share of nulls rose
 * @param meanShift how far the mean moved, in standard deviations of the values before
 * @param spread the standard deviation after, as a multiple of the one before
 * @param quantileShift the furthest that one of the quantiles moved, in the same unit as the mean
 */
public record StatisticsComparison(
    String field,
    @Nullable FieldStatistics before,
    @Nullable FieldStatistics after,
    @Nullable Double nullShare,
    @Nullable Double meanShift,
    @Nullable Double spread,
    @Nullable Double quantileShift) {

  /** One for each field of either, in the order of the later one. */
  public static List<StatisticsComparison> of(
      List<FieldStatistics> before, List<FieldStatistics> after) {
    Map<String, FieldStatistics> earlier = byField(before);
    Map<String, FieldStatistics> later = byField(after);
    Set<String> fields = new LinkedHashSet<>(later.keySet());
    fields.addAll(earlier.keySet());
    return fields.stream().map(f -> of(f, earlier.get(f), later.get(f))).toList();
  }

  private static Map<String, FieldStatistics> byField(List<FieldStatistics> all) {
    Map<String, FieldStatistics> named = new LinkedHashMap<>();
    all.forEach(s -> named.put(s.field(), s));
    return named;
  }

  private static StatisticsComparison of(
      String field, @Nullable FieldStatistics before, @Nullable FieldStatistics after) {
    if (before == null || after == null) {
      return new StatisticsComparison(field, before, after, null, null, null, null);
    }
    Double shareBefore = share(before);
    Double shareAfter = share(after);
    Double unit = before.deviation();
    Double width = after.deviation();
    boolean scaled = unit != null && unit > 0; // values that are all equal give no unit
    return new StatisticsComparison(
        field,
        before,
        after,
        shareBefore == null || shareAfter == null ? null : shareAfter - shareBefore,
        unit == null || !scaled ? null : moved(before.mean(), after.mean(), unit),
        unit == null || width == null || !scaled ? null : Double.valueOf(width / unit),
        unit == null || !scaled ? null : furthest(before.quantiles(), after.quantiles(), unit));
  }

  private static @Nullable Double share(FieldStatistics statistics) {
    long rows = statistics.count() + statistics.nulls();
    return rows == 0 ? null : Double.valueOf((double) statistics.nulls() / rows);
  }

  private static @Nullable Double moved(@Nullable Double from, @Nullable Double to, double unit) {
    return from == null || to == null ? null : Double.valueOf((to - from) / unit);
  }

  private static @Nullable Double furthest(List<Double> from, List<Double> to, double unit) {
    if (from.isEmpty() || from.size() != to.size()) {
      return null;
    }
    double furthest = 0;
    for (int i = 0; i < from.size(); i++) {
      furthest = Math.max(furthest, Math.abs(to.get(i) - from.get(i)) / unit);
    }
    return furthest;
  }
}
