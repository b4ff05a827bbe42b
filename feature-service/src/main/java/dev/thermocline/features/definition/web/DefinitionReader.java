package dev.thermocline.features.definition.web;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.definition.FeatureService;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.OnDemandFeature;
import dev.thermocline.features.definition.Proposal;
import dev.thermocline.features.definition.PushSource;
import dev.thermocline.features.definition.RequestInput;
import dev.thermocline.features.definition.Source;
import dev.thermocline.features.definition.Transformation;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.json.JsonObject;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the document of definitions; what is wrong is named by its place in it. */
final class DefinitionReader {
  private DefinitionReader() {}

  static Proposal proposal(JsonNode body) {
    JsonObject document = JsonObject.of(body, "the body").knows("baseRevision");
    return document.read(d ->
        new Proposal(
            d.objects("entities", DefinitionReader::entity),
            d.objects("views", DefinitionReader::view),
            d.objects("pushSources", DefinitionReader::pushSource),
            d.objects("featureServices", DefinitionReader::service),
            d.optionalObject("remove", DefinitionReader::removal).orElse(Proposal.Removal.NONE)));
  }

  /** The revision that the caller planned against; it travels beside the document. */
  static @Nullable Long base(JsonNode body) {
    return JsonObject.of(body, "the body").optionalLong("baseRevision").orElse(null);
  }

  private static Proposal.Removal removal(JsonObject json) {
    return new Proposal.Removal(
        json.texts("entities"),
        json.texts("views"),
        json.texts("pushSources"),
        json.texts("featureServices"));
  }

  private static Entity entity(JsonObject json) {
    return new Entity(
        json.text("name"),
        label(json),
        json.objects("joinKeys", k -> new JoinKey(k.text("name"), type(k))));
  }

  private static PushSource pushSource(JsonObject json) {
    return new PushSource(json.text("name"), label(json));
  }

  private static FeatureView view(JsonObject json) {
    return new FeatureView(
        json.text("name"),
        label(json),
        json.text("entity"),
        json.objects("fields", f -> new Field(f.text("name"), type(f), label(f))),
        new FeatureView.Times(
            json.optionalText("eventTime").orElse("event_time"),
            json.optionalText("createdTime").orElse(null),
            json.optionalDuration("ttl").orElse(null),
            json.optionalDuration("futureTolerance").orElse(FeatureView.Times.TOLERANCE)),
        new FeatureView.Serving(
            json.optionalFlag("online").orElse(true),
            json.optionalDuration("retention").orElse(FeatureView.Serving.RETENTION),
            json.optionalText("schedule").orElse(null)),
        json.optionalObject("source", DefinitionReader::source).orElse(Source.FILES));
  }

  private static Source source(JsonObject json) {
    String sql = json.optionalText("sql").orElse(null);
    List<String> inputs = json.texts("inputs");
    List<Transformation.RawInput> files =
        json.objects("files", f -> new Transformation.RawInput(f.text("name"), f.text("prefix")));
    String schedule = json.optionalText("schedule").orElse(null);
    Transformation.Mode mode = Transformation.mode(json.optionalText("mode").orElse(null));
    return new Source(
        json.optionalText("push").orElse(null),
        sql == null ? null : new Transformation(sql, inputs, files, schedule, mode));
  }

  private static FeatureService service(JsonObject json) {
    return new FeatureService(
        json.text("name"),
        label(json),
        json.texts("features").stream().map(FeatureReference::parse).toList(),
        json.objects("requestInputs", i -> new RequestInput(i.text("name"), type(i), label(i))),
        json.objects(
            "expressions",
            e -> new OnDemandFeature(e.text("name"), type(e), e.text("expression"), label(e))));
  }

  private static ValueType type(JsonObject json) {
    return ValueType.parse(json.text("type"));
  }

  private static Label label(JsonObject json) {
    return new Label(
        json.optionalText("description").orElse(""),
        json.optionalText("owner").orElse(""),
        new TreeSet<>(json.texts("tags")));
  }
}
