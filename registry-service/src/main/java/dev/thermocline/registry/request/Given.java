package dev.thermocline.registry.request;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What callers give, read with its defaults. */
public final class Given {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private Given() {}

  public static int limit(@Nullable Integer limit) {
    if (limit == null) {
      return USUAL_PAGE;
    }
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw ThermoclineException.invalid(
          "'limit' is between 1 and " + LARGEST_PAGE + "; " + limit + " is not.");
    }
    return limit;
  }

  /** The last item of the page before; empty at the first. */
  public static String after(
      PageTokens tokens, Project project, String query, @Nullable String pageToken) {
    if (pageToken == null || pageToken.isEmpty()) {
      return "";
    }
    String last = tokens.open(project, query, pageToken).getFirst();
    return last == null ? "" : last;
  }

  public static Map<String, String> tags(@Nullable Map<String, String> tags) {
    if (tags == null) {
      return Map.of();
    }
    Map<String, String> given = new HashMap<>();
    for (Map.Entry<String, @Nullable String> tag : tags.entrySet()) {
      String value = tag.getValue();
      if (value == null) {
        throw ThermoclineException.invalid("The tag '" + tag.getKey() + "' has no value.");
      }
      given.put(tag.getKey(), value);
    }
    return given;
  }

  /** A tag with null is taken away. */
  public static void each(
      @Nullable Map<String, @Nullable String> tags,
      BiConsumer<String, String> set,
      Consumer<String> remove) {
    if (tags == null) {
      return;
    }
    tags.forEach((key, value) -> {
      if (value == null) {
        remove.accept(key);
      } else {
        set.accept(key, value);
      }
    });
  }

  /** A list without holes; absent stays absent. */
  public static <T> @Nullable List<T> whole(String what, @Nullable List<@Nullable T> given) {
    if (given == null) {
      return null;
    }
    List<T> whole = new ArrayList<>(given.size());
    for (T each : given) {
      if (each == null) {
        throw ThermoclineException.invalid("'" + what + "' holds null.");
      }
      whole.add(each);
    }
    return whole;
  }
}
