package dev.thermocline.registry.mlflow.registry;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.model.Search;
import dev.thermocline.registry.model.VersionRef;
import dev.thermocline.registry.search.Searchable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What several requests ask in the same words. */
final class Asked {
  private Asked() {}

  /** Of the same key given twice the last value counts. */
  static Map<String, String> tags(MlflowRequest request) {
    Map<String, String> tags = new HashMap<>();
    for (MlflowRequest tag : request.objects("tags")) {
      tags.put(tag.requiredText("key"), tag.textOrEmpty("value"));
    }
    return tags;
  }

  static VersionRef version(MlflowRequest request) {
    return new VersionRef.ByNumber(VersionRef.number(request.requiredText("version")));
  }

  static Search search(
      MlflowRequest request,
      Project project,
      PageTokens tokens,
      Searchable searchable,
      String list,
      int usual,
      int most) {
    Long asked = request.whole("max_results");
    long limit = asked == null ? usual : asked;
    if (limit < 1 || limit > most) {
      throw ThermoclineException.invalid(
          "Invalid value "
              + limit
              + " for parameter 'max_results' supplied: it must be at least 1 and at most "
              + most
              + ".");
    }
    String token = request.textOrEmpty("page_token");
    return new Search(
        searchable.filter(request.text("filter")),
        searchable.order(request.texts("order_by")),
        (int) limit,
        token.isEmpty() ? null : tokens.open(project, identity(request, list), token));
  }

  static @Nullable String next(
      MlflowRequest request,
      Project project,
      PageTokens tokens,
      String list,
      @Nullable List<String> next) {
    return next == null ? null : tokens.issue(project, identity(request, list), List.copyOf(next));
  }

  private static String identity(MlflowRequest request, String list) {
    return list + "\n" + request.textOrEmpty("filter") + "\n" + request.texts("order_by");
  }
}
