package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.experiment.DatasetInput;
import dev.thermocline.registry.experiment.Entry;
import dev.thermocline.registry.experiment.LifecycleView;
import dev.thermocline.registry.experiment.LoggedMetric;
import dev.thermocline.registry.experiment.MetricPoint;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.search.Condition;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operand;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What MLflow's messages ask for, in the domain's words. */
final class Asked {
  private static final Map<String, LifecycleView> VIEWS =
      Map.of(
          "ACTIVE_ONLY",
          LifecycleView.ACTIVE,
          "DELETED_ONLY",
          LifecycleView.DELETED,
          "ALL",
          LifecycleView.ALL);
  private static final Map<Integer, LifecycleView> VIEW_NUMBERS =
      Map.of(1, LifecycleView.ACTIVE, 2, LifecycleView.DELETED, 3, LifecycleView.ALL);
  private static final Field RUN_NAME = new Field(FieldKind.ATTRIBUTE, "run_name");

  private Asked() {}

  static long experimentId(MlflowRequest request) {
    return experimentId(request.requiredText("experiment_id"));
  }

  static long experimentId(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ThermoclineException.invalid(
          "Invalid experiment ID '" + text + "'. Experiment ID must be a valid integer.");
    }
  }

  static List<Long> experimentIds(MlflowRequest request) {
    return request.texts("experiment_ids").stream().map(Asked::experimentId).toList();
  }

  static RunId runId(MlflowRequest request) {
    return RunId.of(request.requiredText("run_id", "run_uuid"));
  }

  static LifecycleView view(MlflowRequest request, String field) {
    LifecycleView view = request.choice(field, VIEWS, VIEW_NUMBERS);
    return view == null ? LifecycleView.ACTIVE : view;
  }

  static int limit(MlflowRequest request, int otherwise, int most) {
    Long asked = request.whole("max_results");
    if (asked == null) {
      return otherwise;
    }
    if (asked < 1 || asked > most) {
      throw ThermoclineException.invalid(
          "Invalid value "
              + asked
              + " for parameter 'max_results' supplied: it must be from 1 to "
              + most
              + ".");
    }
    return asked.intValue();
  }

  static List<Entry> entries(MlflowRequest request, String field) {
    List<Entry> entries = new ArrayList<>();
    for (MlflowRequest entry : request.objects(field)) {
      entries.add(new Entry(entry.requiredText("key"), entry.textOrEmpty("value")));
    }
    return entries;
  }

  static LoggedMetric metric(MlflowRequest metric) {
    String key = metric.requiredText("key");
    double value = metric.requiredNumber("value");
    Instant at = Instant.ofEpochMilli(metric.requiredWhole("timestamp"));
    Long step = metric.whole("step");
    return new LoggedMetric(
        new MetricPoint(key, value, at, step == null ? 0 : step),
        filled(metric.text("model_id")),
        filled(metric.text("dataset_name")),
        filled(metric.text("dataset_digest")));
  }

  static DatasetInput dataset(MlflowRequest input) {
    MlflowRequest dataset = input.requiredObject("dataset");
    String context = null;
    List<Entry> tags = new ArrayList<>();
    for (Entry tag : entries(input, "tags")) {
      if (tag.key().equals(Shown.CONTEXT_TAG) && context == null) {
        context = tag.value();
      } else {
        tags.add(tag);
      }
    }
    return new DatasetInput(
        new dev.thermocline.registry.experiment.Dataset(
            dataset.requiredText("name"),
            dataset.requiredText("digest"),
            dataset.requiredText("source_type"),
            dataset.textOrEmpty("source"),
            dataset.text("schema"),
            dataset.text("profile")),
        context,
        tags);
  }

  /** The run's name among tags, which the domain keeps as the name alone; the last one counts. */
  static @Nullable String runName(List<Entry> tags) {
    String name = null;
    for (Entry tag : tags) {
      if (tag.key().equals(Shown.RUN_NAME_TAG) && !tag.value().isEmpty()) {
        name = tag.value();
      }
    }
    return name;
  }

  static List<Entry> withoutRunName(List<Entry> tags) {
    return tags.stream().filter(tag -> !tag.key().equals(Shown.RUN_NAME_TAG)).toList();
  }

  static List<Condition> aboutNames(List<Condition> conditions) {
    return conditions.stream().map(Asked::aboutName).toList();
  }

  static List<Order> ordersByNames(List<Order> orders) {
    return orders.stream()
        .map(order -> isNameTag(order.field()) ? new Order(RUN_NAME, order.ascending()) : order)
        .distinct()
        .toList();
  }

  private static Condition aboutName(Condition condition) {
    if (!isNameTag(condition.field())) {
      return condition;
    }
    return switch (condition.operator()) {
      // A name is never empty, so this holds for none and for all.
      case IS_NULL -> new Condition(RUN_NAME, Operator.EQUAL, new Operand.Text(""));
      case IS_NOT_NULL -> new Condition(RUN_NAME, Operator.NOT_EQUAL, new Operand.Text(""));
      default -> new Condition(RUN_NAME, condition.operator(), condition.operand());
    };
  }

  private static boolean isNameTag(Field field) {
    return field.kind() == FieldKind.TAG && field.key().equals(Shown.RUN_NAME_TAG);
  }

  static @Nullable String filled(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
