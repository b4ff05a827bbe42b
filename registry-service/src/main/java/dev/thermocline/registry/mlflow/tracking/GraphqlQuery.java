package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The queries of MLflow's page: known by their names, and answered whole. */
enum GraphqlQuery {
  GET_RUN("GetRun", "mlflowGetRun"),
  SEARCH_RUNS("SearchRuns", "mlflowSearchRuns"),
  GET_EXPERIMENT("MlflowGetExperimentQuery", "mlflowGetExperiment"),
  METRIC_HISTORY("GetMetricHistoryBulkInterval", "mlflowGetMetricHistoryBulkInterval");

  private static final int LONGEST = 20_000;
  private static final Pattern OPERATION = Pattern.compile("\\A\\s*query\\s+([A-Za-z_]\\w*)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  private final String operation;
  private final String field;

  GraphqlQuery(String operation, String field) {
    this.operation = operation;
    this.field = field;
  }

  /** The one field at the root of the answer. */
  String field() {
    return field;
  }

  GraphqlType type() {
    return switch (this) {
      case GET_RUN -> GraphqlTypes.GET_RUN;
      case SEARCH_RUNS -> GraphqlTypes.SEARCH_RUNS;
      case GET_EXPERIMENT -> GraphqlTypes.GET_EXPERIMENT;
      case METRIC_HISTORY -> GraphqlTypes.METRIC_HISTORY;
    };
  }

  /**
   * Which query a document is. Every field it asks for must be known: a page that misses one of
   * them would show nothing and say nothing.
   */
  static GraphqlQuery of(String document, @Nullable String named) {
    if (document.length() > LONGEST) {
      throw ThermoclineException.invalid(
          "The query is longer than the " + LONGEST + " characters that are read here.");
    }
    Matcher operation = OPERATION.matcher(document);
    String name = operation.find() ? operation.group(1) : "";
    if (named != null && !named.equals(name)) {
      throw ThermoclineException.invalid(
          "operationName is '" + named + "', and the document is no query of that name.");
    }
    for (GraphqlQuery query : values()) {
      if (query.operation.equals(name)) {
        query.check(document);
        return query;
      }
    }
    throw ThermoclineException.invalid(
        "There is no query '"
            + name
            + "' here. GraphQL is offered for MLflow's web page alone, by the names "
            + Arrays.stream(values()).map(each -> each.operation).collect(Collectors.joining(", "))
            + "; everything else is under /api/2.0/mlflow and /api/v1.");
  }

  private void check(String document) {
    int root = document.indexOf('{');
    int fields = root < 0 ? -1 : document.indexOf('{', root + 1);
    if (fields < 0
        || !document.substring(root + 1, fields).strip().matches(field + "\\s*\\([^(){}]*\\)")) {
      throw ThermoclineException.invalid(
          "The query '" + operation + "' asks for '" + field + "' with its input, and that alone.");
    }
    Set<String> names = new HashSet<>();
    names.add("__typename");
    type().collectFields(names);
    Matcher asked = NAME.matcher(document.substring(fields));
    while (asked.find()) {
      if (!names.contains(asked.group())) {
        throw ThermoclineException.invalid(
            "The query '"
                + operation
                + "' asks for '"
                + asked.group()
                + "', which is not answered here. The page may be newer than this service.");
      }
    }
  }
}
