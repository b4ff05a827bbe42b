package dev.thermocline.registry.search;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cuts pages by the values of the last row instead of by counting rows. */
public final class Keyset {
  private Keyset() {}

  public static String orderBy(List<SortKey> keys) {
    return keys.stream().map(SortKey::orderBy).collect(Collectors.joining(", "));
  }

  /** The condition that holds for exactly the rows after one with these values. */
  public static Sql after(List<SortKey> keys, List<@Nullable Object> values) {
    Sql condition = new Sql("(");
    Sql start = keys.getFirst().notBefore(values.getFirst());
    if (start != null) {
      condition.add(start).add("AND");
    }
    condition.add("(");
    for (int last = 0; last < keys.size(); last++) {
      if (last > 0) {
        condition.add("OR");
      }
      condition.add("(");
      for (int i = 0; i < last; i++) {
        condition.add(keys.get(i).equalTo(values.get(i))).add("AND");
      }
      condition.add(keys.get(last).after(values.get(last))).add(")");
    }
    return condition.add("))");
  }
}
