package dev.thermocline.record.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some of a list, and how to go on.
 *
 * @param nextPageToken nothing on the last page, also when that page is exactly full
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page from a query that asked for one row more than the page holds.
   *
   * @param tokenAfter the token that goes on behind the given row
   */
  public static <T> Page<T> cut(List<T> oneMore, int size, Function<T, String> tokenAfter) {
    if (oneMore.size() <= size) {
      return new Page<>(oneMore, null);
    }
    List<T> items = oneMore.subList(0, size);
    return new Page<>(items, tokenAfter.apply(items.getLast()));
  }

  public <U> Page<U> map(Function<T, U> change) {
    return new Page<>(items.stream().map(change).toList(), nextPageToken);
  }
}
