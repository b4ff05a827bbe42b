package dev.thermocline.features.definition.web;

import dev.thermocline.features.definition.AppliedService;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.definition.FeatureService;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a server needs to read one version of a feature service online. */
record OnlineServiceResponse(
    String name,
    int version,
    List<Feature> features,
    List<View> views,
    List<DefinitionResponses.Typed> requestInputs,
    List<Expression> expressions) {
  record Feature(String view, String feature, String type, boolean pii) {}

  record View(
      String name,
      int number,
      String entity,
      List<DefinitionResponses.Typed> joinKeys,
      @Nullable Long ttlMicros,
      long retentionSeconds,
      List<Schema> schemas) {}

  record Schema(int number, List<DefinitionResponses.Typed> fields) {}

  record Expression(String name, String type, String expression) {}

  static OnlineServiceResponse of(AppliedService applied, Catalog catalog) {
    FeatureService service = applied.service();
    return new OnlineServiceResponse(
        service.name(),
        applied.version(),
        service.features().stream().map(f -> feature(applied, f, catalog)).toList(),
        service.views().stream().map(v -> view(catalog.getView(v), catalog)).toList(),
        service.requestInputs().stream()
            .map(i -> new DefinitionResponses.Typed(i.name(), i.type().word()))
            .toList(),
        service.expressions().stream()
            .map(e -> new Expression(e.name(), e.type().word(), e.expression()))
            .toList());
  }

  private static Feature feature(
      AppliedService applied, FeatureReference reference, Catalog catalog) {
    AppliedView view = catalog.views().get(reference.view());
    Field field = view == null ? null : view.view().findField(reference.feature()).orElse(null);
    if (field == null) {
      throw new ThermoclineException(
          ErrorKind.GONE,
          "Version %d of the feature service '%s' has %s, which was removed since. Use a newer version."
              .formatted(applied.version(), applied.service().name(), reference));
    }
    return new Feature(
        reference.view(), reference.feature(), field.type().word(), field.label().pii());
  }

  private static View view(AppliedView applied, Catalog catalog) {
    FeatureView view = applied.view();
    Duration ttl = view.times().ttl();
    return new View(
        view.name(),
        applied.number(),
        view.entity(),
        catalog.entityOf(view).joinKeys().stream()
            .map(k -> new DefinitionResponses.Typed(k.name(), k.type().word()))
            .toList(),
        ttl == null ? null : ttl.toNanos() / 1000,
        view.serving().effectiveRetention().toSeconds(),
        applied.schemas().stream().map(OnlineServiceResponse::schema).toList());
  }

  private static Schema schema(ViewSchema schema) {
    return new Schema(
        schema.number(),
        schema.columns().stream()
            .map(c -> new DefinitionResponses.Typed(c.name(), c.type().word()))
            .toList());
  }
}
