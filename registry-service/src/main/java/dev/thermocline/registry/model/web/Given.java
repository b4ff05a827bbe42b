package dev.thermocline.registry.model.web;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.search.Searchable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What callers give, read with its defaults. */
final class Given {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private Given() {}

  static Map<String, String> tags(@Nullable Map<String, String> tags) {
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
  static void each(
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

  static int limit(@Nullable Integer limit) {
    if (limit == null) {
      return USUAL_PAGE;
    }
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw ThermoclineException.invalid(
          "'limit' is between 1 and " + LARGEST_PAGE + "; " + limit + " is not.");
    }
    return limit;
  }

  /** Read from a query; {@code list} names what the tokens of its pages are bound to. */
  static Search search(
      PageTokens tokens, Project project, String list, Searchable searchable, Asked asked) {
    return new Search(
        searchable.filter(asked.filter()),
        searchable.order(asked.orderBy() == null ? List.of() : asked.orderBy()),
        limit(asked.limit()),
        asked.pageToken() == null || asked.pageToken().isEmpty()
            ? null
            : tokens.open(project, asked.identity(list), asked.pageToken()));
  }

  static @Nullable String next(
      PageTokens tokens, Project project, String list, Asked asked, @Nullable List<String> next) {
    return next == null ? null : tokens.issue(project, asked.identity(list), List.copyOf(next));
  }

  /** The query of a list. */
  record Asked(
      @Nullable String filter,
      @Nullable List<String> orderBy,
      @Nullable Integer limit,
      @Nullable String pageToken) {
    private String identity(String list) {
      return list + "\n" + filter + "\n" + orderBy;
    }
  }
}
