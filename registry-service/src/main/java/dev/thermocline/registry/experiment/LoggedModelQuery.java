package dev.thermocline.registry.experiment;

import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A search among the logged models of some experiments. */
public record LoggedModelQuery(
    List<Long> experimentIds,
    List<Condition> filter,
    List<MeasuredOn> datasets,
    List<ModelOrder> order,
    int limit,
    @Nullable String pageToken) {
  public LoggedModelQuery {
    experimentIds = experimentIds.stream().distinct().sorted().toList();
    filter = List.copyOf(filter);
    datasets = List.copyOf(datasets);
    order = List.copyOf(order);
  }

  /** Metrics on this dataset only; without a digest on any state of it. */
  public record MeasuredOn(String name, @Nullable String digest) {}

  /** An order term; a metric's may be narrowed to one dataset. */
  public record ModelOrder(
      Order order, @Nullable String datasetName, @Nullable String datasetDigest) {}
}
