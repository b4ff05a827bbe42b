package dev.thermocline.registry.experiment;

import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A search among the experiments of a project. */
public record ExperimentQuery(
    List<Condition> filter,
    List<Order> order,
    LifecycleView view,
    int limit,
    @Nullable String pageToken) {
  public ExperimentQuery {
    filter = List.copyOf(filter);
    order = List.copyOf(order);
  }
}
