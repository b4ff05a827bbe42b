package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.registry.experiment.LoggedMetric;
import dev.thermocline.registry.experiment.MetricPoint;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Points as one array per column, which is how a batch travels in one statement. */
final class MetricColumns {
  final String[] keys;
  final long[] times;
  final long[] steps;
  final double[] values;

  /** Newer by step, then time, then value; a value that is no number counts as 0. */
  private static final Comparator<MetricPoint> AGE =
      Comparator.comparingLong(MetricPoint::step)
          .thenComparing(MetricPoint::at)
          .thenComparingDouble(point -> Double.isNaN(point.value()) ? 0 : point.value());

  static MetricColumns all(List<LoggedMetric> metrics) {
    return new MetricColumns(metrics.stream().map(LoggedMetric::point).toList());
  }

  /** The newest point of each key. */
  static MetricColumns latest(List<LoggedMetric> metrics) {
    TreeMap<String, MetricPoint> newest = new TreeMap<>();
    for (LoggedMetric metric : metrics) {
      newest.merge(
          metric.point().key(),
          metric.point(),
          (old, other) -> AGE.compare(other, old) > 0 ? other : old);
    }
    return new MetricColumns(newest.values());
  }

  private MetricColumns(Collection<MetricPoint> points) {
    int size = points.size();
    keys = new String[size];
    times = new long[size];
    steps = new long[size];
    values = new double[size];
    int i = 0;
    for (MetricPoint point : points) {
      keys[i] = point.key();
      times[i] = point.at().toEpochMilli();
      steps[i] = point.step();
      values[i++] = point.value();
    }
  }
}
