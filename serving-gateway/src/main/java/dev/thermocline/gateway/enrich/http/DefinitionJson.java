package dev.thermocline.gateway.enrich.http;

import dev.thermocline.cold.Sha256;
import dev.thermocline.gateway.enrich.DefinitionSource;
import dev.thermocline.gateway.enrich.FeatureDefinition;
import dev.thermocline.gateway.enrich.FeatureDefinition.Feature;
import dev.thermocline.gateway.enrich.FeatureDefinition.JoinKey;
import dev.thermocline.gateway.enrich.FeatureDefinition.OnDemand;
import dev.thermocline.gateway.enrich.FeatureDefinition.RequestInput;
import dev.thermocline.gateway.enrich.FeatureDefinition.View;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.hot.EntityKey;
import dev.thermocline.hot.HotView;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.ValueType;
import dev.thermocline.kit.project.Project;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A feature service's definition as it travels. */
@Component
final class DefinitionJson implements DefinitionSource.Reader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public FeatureDefinition read(Project project, String text) {
    JsonNode root = JSON.readTree(text);
    List<Feature> features = new ArrayList<>();
    for (JsonNode node : root.required("features")) {
      features.add(
          new Feature(
              string(node, "view"),
              string(node, "feature"),
              string(node, "type"),
              node.path("pii").booleanValue(false)));
    }
    Map<String, View> views = new HashMap<>();
    for (JsonNode node : root.required("views")) {
      views.put(string(node, "name"), view(project, node));
    }
    for (Feature feature : features) {
      if (!views.containsKey(feature.view())) {
        throw new IllegalArgumentException("no view for the feature " + feature.reference());
      }
    }
    List<RequestInput> inputs = new ArrayList<>();
    for (JsonNode node : root.path("requestInputs")) {
      String type = string(node, "type");
      inputs.add(new RequestInput(string(node, "name"), type, column(type)));
    }
    List<OnDemand> onDemand = new ArrayList<>();
    for (JsonNode node : root.path("expressions")) {
      onDemand.add(new OnDemand(string(node, "name"), string(node, "expression")));
    }
    return new FeatureDefinition(
        string(root, "name"),
        root.required("version").intValue(),
        features,
        views,
        inputs,
        onDemand,
        Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static View view(Project project, JsonNode node) {
    List<JoinKey> joinKeys = new ArrayList<>();
    for (JsonNode key : node.required("joinKeys")) {
      joinKeys.add(new JoinKey(string(key, "name"), string(key, "type")));
    }
    joinKeys.sort(Comparator.comparing(JoinKey::name));
    List<RowSchema> schemas = new ArrayList<>();
    for (JsonNode schema : node.required("schemas")) {
      List<RowSchema.Field> fields = new ArrayList<>();
      for (JsonNode field : schema.required("fields")) {
        fields.add(
            new RowSchema.Field(string(field, "name"), ValueType.parse(string(field, "type"))));
      }
      schemas.add(new RowSchema(schema.required("number").intValue(), fields));
    }
    JsonNode ttl = node.path("ttlMicros");
    String entity = string(node, "entity");
    return new View(
        string(node, "name"),
        entity,
        List.copyOf(joinKeys),
        EntityKey.of(project.name(), entity),
        new HotView(
            node.required("number").intValue(),
            ttl.isNumber() ? ttl.longValue() : HotView.NO_TTL,
            schemas));
  }

  private static ColumnType column(String type) {
    return switch (type) {
      case "bool" -> ColumnType.BOOLEAN;
      case "int32" -> ColumnType.INTEGER;
      case "int64" -> ColumnType.LONG;
      case "float32" -> ColumnType.FLOAT;
      case "float64" -> ColumnType.DOUBLE;
      case "string" -> ColumnType.STRING;
      case "bytes" -> ColumnType.BINARY;
      case "timestamp" -> ColumnType.DATETIME;
      default -> throw new IllegalArgumentException("request inputs cannot be of type " + type);
    };
  }

  private static String string(JsonNode node, String field) {
    return node.required(field).stringValue();
  }
}
