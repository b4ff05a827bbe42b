package dev.thermocline.registry.experiment;

import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search among the runs of some experiments.
 *
 * @param pageToken where the page before ended, or null for the first
 */
public record RunQuery(
    List<Long> experimentIds,
    List<Condition> filter,
    List<Order> order,
    LifecycleView view,
    int limit,
    @Nullable String pageToken) {
  public RunQuery {
    experimentIds = experimentIds.stream().distinct().sorted().toList();
    filter = List.copyOf(filter);
    order = List.copyOf(order);
  }
}
