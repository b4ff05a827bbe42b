package dev.thermocline.registry.mlflow.tracking;

import static dev.thermocline.registry.mlflow.tracking.Messages.orAbsent;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.LoggedModel;
import dev.thermocline.registry.experiment.LoggedModelQuery;
import dev.thermocline.registry.experiment.LoggedModels;
import dev.thermocline.registry.experiment.TrackingFields;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.search.Field;
import dev.thermocline.registry.search.Order;
import dev.thermocline.registry.search.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping({"/api/2.0/mlflow/logged-models", "/ajax-api/2.0/mlflow/logged-models"})
class LoggedModelRoutes {
  private static final int DEFAULT_PAGE = 50;
  private static final int MAX_PAGE = 50_000;
  private static final Map<String, LoggedModel.Status> STATUSES =
      Map.of(
          "LOGGED_MODEL_PENDING", LoggedModel.Status.PENDING,
          "LOGGED_MODEL_READY", LoggedModel.Status.READY,
          "LOGGED_MODEL_UPLOAD_FAILED", LoggedModel.Status.UPLOAD_FAILED);
  private static final Map<Integer, LoggedModel.Status> STATUS_NUMBERS =
      Map.of(
          1, LoggedModel.Status.PENDING,
          2, LoggedModel.Status.READY,
          3, LoggedModel.Status.UPLOAD_FAILED);

  private final LoggedModels models;

  LoggedModelRoutes(LoggedModels models) {
    this.models = models;
  }

  @PostMapping
  Messages.ModelAnswer create(Project project, MlflowRequest request) {
    LoggedModel made =
        models.create(
            project,
            Asked.experimentId(request),
            Asked.filled(request.text("name")),
            request.textOrEmpty("model_type"),
            request.textOrEmpty("source_run_id"),
            Asked.entries(request, "params"),
            Asked.entries(request, "tags"));
    return new Messages.ModelAnswer(Shown.model(made));
  }

  @GetMapping("/{id}")
  Messages.ModelAnswer get(Project project, @PathVariable String id, MlflowRequest request) {
    boolean alsoDeleted = request.flag("allow_deleted", false);
    return new Messages.ModelAnswer(Shown.model(models.get(project, id, alsoDeleted)));
  }

  @PatchMapping("/{id}")
  Messages.ModelAnswer finish(Project project, @PathVariable String id, MlflowRequest request) {
    request.requiredText("model_id");
    LoggedModel.Status status = request.choice("status", STATUSES, STATUS_NUMBERS);
    if (status == null) {
      throw ThermoclineException.invalid("Missing value for required parameter 'status'.");
    }
    return new Messages.ModelAnswer(Shown.model(models.finish(project, id, status)));
  }

  @DeleteMapping("/{id}")
  Map<String, Object> delete(Project project, @PathVariable String id) {
    models.delete(project, id);
    return Messages.DONE;
  }

  @PatchMapping("/{id}/tags")
  Map<String, Object> setTags(Project project, @PathVariable String id, MlflowRequest request) {
    models.setTags(project, id, Asked.entries(request, "tags"));
    return Messages.DONE;
  }

  @DeleteMapping("/{id}/tags/{key}")
  Map<String, Object> deleteTag(
      Project project, @PathVariable String id, @PathVariable String key) {
    models.deleteTag(project, id, key);
    return Messages.DONE;
  }

  @PostMapping("/{id}/params")
  Map<String, Object> addParams(Project project, @PathVariable String id, MlflowRequest request) {
    request.requiredText("model_id");
    models.addParams(project, id, Asked.entries(request, "params"));
    return Messages.DONE;
  }

  @PostMapping("/search")
  Messages.Models search(Project project, MlflowRequest request) {
    if (!request.has("experiment_ids")) {
      throw ThermoclineException.invalid("Missing value for required parameter 'experiment_ids'.");
    }
    Page<LoggedModel> page =
        models.search(
            project,
            new LoggedModelQuery(
                Asked.experimentIds(request),
                TrackingFields.LOGGED_MODELS.filter(request.text("filter")),
                request.objects("datasets").stream().map(LoggedModelRoutes::dataset).toList(),
                order(request),
                Asked.limit(request, DEFAULT_PAGE, MAX_PAGE),
                Asked.filled(request.text("page_token"))));
    return new Messages.Models(
        orAbsent(page.items().stream().map(Shown::model).toList()), page.next());
  }

  private static LoggedModelQuery.MeasuredOn dataset(MlflowRequest dataset) {
    return new LoggedModelQuery.MeasuredOn(
        dataset.requiredText("dataset_name"), Asked.filled(dataset.text("dataset_digest")));
  }

  private static List<LoggedModelQuery.ModelOrder> order(MlflowRequest request) {
    List<LoggedModelQuery.ModelOrder> orders = new ArrayList<>();
    Set<Field> seen = new HashSet<>();
    for (MlflowRequest term : request.objects("order_by")) {
      Field field = field(term.requiredText("field_name"));
      // The same metric on two datasets is two terms; anything else twice changes nothing.
      if (seen.add(field) || field.kind() == dev.thermocline.registry.search.FieldKind.METRIC) {
        orders.add(
            new LoggedModelQuery.ModelOrder(
                new Order(field, term.flag("ascending", true)),
                Asked.filled(term.text("dataset_name")),
                Asked.filled(term.text("dataset_digest"))));
      }
    }
    return orders;
  }

  /** A field stands here without quotes, whatever characters a metric's name has. */
  private static Field field(String name) {
    int dot = name.indexOf('.');
    String quoted =
        dot < 0
            ? name
            : name.substring(0, dot) + ".`" + name.substring(dot + 1).replace("`", "``") + "`";
    return TrackingFields.LOGGED_MODELS.order(List.of(quoted)).getFirst().field();
  }
}
