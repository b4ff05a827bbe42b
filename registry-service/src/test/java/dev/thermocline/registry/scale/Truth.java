package dev.thermocline.registry.scale;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** What a search must find, by looking at every run: the first so many, in order. */
final class Truth {
  private final Search.Condition condition;
  private final Comparator<BigRun> order;
  private final int most;
  private final TreeSet<BigRun> first;

  Truth(Search.Condition condition, Search.Order order, int most) {
    this.condition = condition;
    this.order = order.by();
    this.most = most;
    this.first = new TreeSet<>(this.order);
  }

  Search.Condition condition() {
    return condition;
  }

  void look(BigRun run) {
    if (!condition.holds().test(run)) {
      return;
    }
    if (first.size() == most && order.compare(run, first.last()) > 0) {
      return;
    }
    first.add(run);
    if (first.size() > most) {
      first.pollLast();
    }
  }

  List<String> ids() {
    List<String> ids = new ArrayList<>(first.size());
    first.forEach(run -> ids.add(run.id()));
    return ids;
  }
}
