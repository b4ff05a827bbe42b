package dev.thermocline.registry.model.web;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.request.Given;
import dev.thermocline.registry.search.Searchable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query of a list; its page tokens are bound to the list's name and to what was asked. */
record Asked(
    @Nullable String filter,
    @Nullable List<String> orderBy,
    @Nullable Integer limit,
    @Nullable String pageToken) {

  Search search(PageTokens tokens, Project project, String list, Searchable searchable) {
    return new Search(
        searchable.filter(filter),
        searchable.order(orderBy == null ? List.of() : orderBy),
        Given.limit(limit),
        pageToken == null || pageToken.isEmpty()
            ? null
            : tokens.open(project, identity(list), pageToken));
  }

  @Nullable String next(
      PageTokens tokens, Project project, String list, @Nullable List<String> next) {
    return next == null ? null : tokens.issue(project, identity(list), List.copyOf(next));
  }

  private String identity(String list) {
    return list + "\n" + filter + "\n" + orderBy;
  }
}
