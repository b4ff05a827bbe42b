package dev.thermocline.features.definition.web;

import dev.thermocline.features.definition.AppliedService;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.DefinitionStore;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.Plan;
import dev.thermocline.features.definition.PushSource;
import dev.thermocline.features.definition.Source;
import dev.thermocline.features.definition.Transformation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the routes of definitions answer. */
final class DefinitionResponses {
  private DefinitionResponses() {}

  record EntityResponse(
      String name, String description, String owner, Set<String> tags, List<Typed> joinKeys) {
    static EntityResponse of(Entity entity) {
      Label label = entity.label();
      return new EntityResponse(
          entity.name(),
          label.description(),
          label.owner(),
          label.tags(),
          entity.joinKeys().stream().map(k -> new Typed(k.name(), k.type().word())).toList());
    }
  }

  record Typed(String name, String type) {}

  record FieldResponse(String name, String type, String description, Set<String> tags) {}

  record ViewResponse(
      String name,
      String description,
      String owner,
      Set<String> tags,
      String entity,
      List<FieldResponse> fields,
      String eventTime,
      @Nullable String createdTime,
      @Nullable Duration ttl,
      Duration retention,
      Duration effectiveRetention,
      Duration futureTolerance,
      boolean online,
      @Nullable String schedule,
      SourceResponse source,
      int number,
      int schemaNumber,
      long revision) {
    static ViewResponse of(AppliedView applied) {
      FeatureView view = applied.view();
      Label label = view.label();
      return new ViewResponse(
          view.name(),
          label.description(),
          label.owner(),
          label.tags(),
          view.entity(),
          view.fields().stream()
              .map(f ->
                  new FieldResponse(
                      f.name(), f.type().word(), f.label().description(), f.label().tags()))
              .toList(),
          view.times().event(),
          view.times().created(),
          view.times().ttl(),
          view.serving().retention(),
          view.serving().effectiveRetention(),
          view.times().futureTolerance(),
          view.serving().online(),
          view.serving().schedule(),
          SourceResponse.of(view.source()),
          applied.number(),
          applied.schema().number(),
          applied.revision());
    }
  }

  record SourceResponse(
      @Nullable String push,
      @Nullable String sql,
      List<String> inputs,
      List<Transformation.RawInput> files,
      @Nullable String schedule,
      @Nullable String mode) {
    static SourceResponse of(Source source) {
      Transformation made = source.transformation();
      return made == null
          ? new SourceResponse(source.push(), null, List.of(), List.of(), null, null)
          : new SourceResponse(
              null,
              made.sql(),
              made.inputs(),
              made.files(),
              made.schedule(),
              (made.appends() ? Transformation.Mode.APPEND : Transformation.Mode.REPLACE).word());
    }
  }

  record PushSourceResponse(
      String name, String description, String owner, Set<String> tags, List<String> views) {
    static PushSourceResponse of(PushSource source, List<AppliedView> views) {
      Label label = source.label();
      return new PushSourceResponse(
          source.name(),
          label.description(),
          label.owner(),
          label.tags(),
          views.stream().map(v -> v.view().name()).toList());
    }
  }

  record ExpressionResponse(String name, String type, String expression, String description) {}

  record ServiceResponse(
      String name,
      int version,
      String description,
      String owner,
      Set<String> tags,
      List<String> features,
      List<Typed> requestInputs,
      List<ExpressionResponse> expressions,
      long revision) {
    static ServiceResponse of(AppliedService applied) {
      var service = applied.service();
      Label label = service.label();
      return new ServiceResponse(
          service.name(),
          applied.version(),
          label.description(),
          label.owner(),
          label.tags(),
          service.features().stream().map(FeatureReference::toString).toList(),
          service.requestInputs().stream().map(i -> new Typed(i.name(), i.type().word())).toList(),
          service.expressions().stream()
              .map(e ->
                  new ExpressionResponse(
                      e.name(), e.type().word(), e.expression(), e.label().description()))
              .toList(),
          applied.revision());
    }
  }

  record ChangeResponse(String sort, String name, String action, List<String> details) {
    static ChangeResponse of(Plan.Change change) {
      return new ChangeResponse(
          change.sort().word(),
          change.name(),
          change.action().name().toLowerCase(java.util.Locale.ROOT),
          change.details());
    }
  }

  record RefusalResponse(String sort, String name, String reason) {}

  record PlanResponse(
      long baseRevision,
      long revision,
      List<ChangeResponse> changes,
      List<RefusalResponse> refusals) {
    static PlanResponse of(Plan plan) {
      return new PlanResponse(
          plan.base(),
          plan.refusals().isEmpty() ? plan.result().revision() : plan.base(),
          plan.changes().stream().map(ChangeResponse::of).toList(),
          plan.refusals().stream()
              .map(r -> new RefusalResponse(r.sort().word(), r.name(), r.reason()))
              .toList());
    }
  }

  record RevisionResponse(long revision, String author, Instant at, List<ChangeResponse> changes) {
    static RevisionResponse of(DefinitionStore.Revision revision) {
      return new RevisionResponse(
          revision.number(),
          revision.author(),
          revision.at(),
          revision.changes().stream().map(ChangeResponse::of).toList());
    }
  }

  /** A list in an object, so that it can grow a page mark. */
  record Listed<T>(List<T> items, @Nullable Long next) {}
}
