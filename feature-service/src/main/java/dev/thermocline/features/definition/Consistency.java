package dev.thermocline.features.definition;

import dev.thermocline.features.definition.Plan.Refusal;
import dev.thermocline.features.definition.Plan.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether everything that a definition names is there. */
final class Consistency {
  private final Map<String, Entity> entities;
  private final Map<String, AppliedView> views;
  private final Map<String, PushSource> pushSources;
  private final Map<String, List<AppliedService>> services;
  private final List<Refusal> problems = new ArrayList<>();

  Consistency(
      Map<String, Entity> entities,
      Map<String, AppliedView> views,
      Map<String, PushSource> pushSources,
      Map<String, List<AppliedService>> services) {
    this.entities = entities;
    this.views = views;
    this.pushSources = pushSources;
    this.services = services;
  }

  List<Refusal> problems() {
    views.values().forEach(v -> check(v.view()));
    services.values().forEach(s -> check(s.getLast().service()));
    return problems;
  }

  private void check(FeatureView view) {
    Entity entity = entities.get(view.entity());
    if (entity == null) {
      refuse(Sort.VIEW, view.name(), "its entity '%s' is not defined.".formatted(view.entity()));
      return;
    }
    Set<String> columns =
        view.columns().stream().map(c -> c.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    refuseKept(view, entity);
    for (String key : entity.keyNames()) {
      if (columns.contains(key.toLowerCase(Locale.ROOT))) {
        refuse(
            Sort.VIEW,
            view.name(),
            "its column '%s' has the name of a join key of '%s'. Join keys are columns by themselves."
                .formatted(key, entity.name()));
      }
    }
    String push = view.source().push();
    if (push != null && !pushSources.containsKey(push)) {
      refuse(Sort.VIEW, view.name(), "its push source '%s' is not defined.".formatted(push));
    }
    Transformation transformation = view.source().transformation();
    if (transformation != null) {
      check(view, transformation);
    }
  }

  private void refuseKept(FeatureView view, Entity entity) {
    Stream.concat(view.columns().stream(), entity.keyNames().stream())
        .filter(Name::isKept)
        .forEach(column ->
            refuse(
                Sort.VIEW,
                view.name(),
                "no column can be called '%s': scans of files keep that name. Rename it."
                    .formatted(column)));
  }

  private void check(FeatureView view, Transformation transformation) {
    for (String input : transformation.inputs()) {
      if (!views.containsKey(input) || input.equals(view.name())) {
        refuse(
            Sort.VIEW,
            view.name(),
            "its sql reads '%s', which is not another view.".formatted(Text.shown(input)));
      }
    }
  }

  private void check(FeatureService service) {
    for (FeatureReference feature : service.features()) {
      AppliedView view = views.get(feature.view());
      if (view == null) {
        refuse(
            Sort.FEATURE_SERVICE,
            service.name(),
            "it has %s, and there is no view '%s'.".formatted(feature, feature.view()));
      } else if (view.view().findField(feature.feature()).isEmpty()) {
        refuse(
            Sort.FEATURE_SERVICE,
            service.name(),
            "it has %s, and the view has no field '%s'.".formatted(feature, feature.feature()));
      }
    }
    checkExpressions(service);
  }

  private void checkExpressions(FeatureService service) {
    ExpressionCheck check = new ExpressionCheck(service, views);
    for (OnDemandFeature expression : service.expressions()) {
      String fault = check.fault(expression);
      if (fault != null) {
        refuse(Sort.FEATURE_SERVICE, service.name(), fault);
      }
    }
  }

  private void refuse(Sort sort, String name, String reason) {
    problems.add(new Refusal(sort, name, reason));
  }
}
