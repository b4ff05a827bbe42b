package dev.thermocline.gateway.route.http;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.RoutingCopy;
import dev.thermocline.gateway.route.RoutingTable;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.project.Project;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The registry's routing table as it travels. Fields that it does not know are left alone. */
@Component
final class RoutingJson implements RoutingCopy.Reader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public RoutingTable read(String text) {
    return table(text);
  }

  static RoutingTable table(String text) {
    JsonNode root = JSON.readTree(text);
    List<Deployment> deployments = new ArrayList<>();
    for (JsonNode node : root.required("deployments")) {
      deployments.add(deployment(node));
    }
    return new RoutingTable(root.required("routingRevision").longValue(), deployments);
  }

  static ModelVersion version(String text) {
    return version(JSON.readTree(text));
  }

  private static Deployment deployment(JsonNode node) {
    List<Deployment.Arm> arms = new ArrayList<>();
    for (JsonNode arm : node.required("arms")) {
      arms.add(
          new Deployment.Arm(
              arm.required("weight").doubleValue(),
              text(arm, "alias"),
              version(arm.required("version"))));
    }
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("deployment " + text(node, "name") + " has no arms");
    }
    String remote = text(node, "remoteUrl");
    String runtime = text(node, "runtime");
    return new Deployment(
        new Project(node.required("project").stringValue()),
        node.required("name").stringValue(),
        node.path("default").booleanValue(false),
        node.required("revision").longValue(),
        node.required("routingRevision").longValue(),
        text(node, "stickyKey"),
        featureService(node.path("featureService")),
        runtime == null ? "auto" : runtime.toLowerCase(Locale.ROOT),
        remote == null ? null : URI.create(remote),
        arms,
        node.path("shadow").isObject() ? version(node.path("shadow")) : null,
        cache(node.path("cache")),
        missing(node.path("missing")),
        duration(node.path("fallback"), "lastRowsFor", Duration.ZERO),
        log(node.path("log")));
  }

  private static ModelVersion version(JsonNode node) {
    return new ModelVersion(
        node.required("model").stringValue(),
        node.required("version").asString(),
        text(node, "label"),
        node.required("manifestDigest").stringValue(),
        node.required("prefix").stringValue());
  }

  private static Deployment.@Nullable FeatureServiceVersion featureService(JsonNode node) {
    return node.isObject()
        ? new Deployment.FeatureServiceVersion(
            node.required("name").stringValue(), node.required("version").intValue())
        : null;
  }

  private static Deployment.CachePolicy cache(JsonNode node) {
    return new Deployment.CachePolicy(
        node.path("enabled").booleanValue(true),
        duration(node, "ttl", Duration.ofMinutes(5)),
        node.path("rowsIndependent").booleanValue(false),
        node.path("deterministic").booleanValue(true),
        duration(node, "allowStaleFor", Duration.ZERO));
  }

  private static Deployment.MissingPolicy missing(JsonNode node) {
    String policy = text(node, "policy");
    Map<String, Object> defaults = new HashMap<>();
    node.path("defaults")
        .properties()
        .forEach(entry -> {
          Object value = JSON.treeToValue(entry.getValue(), Object.class);
          if (value != null) {
            defaults.put(entry.getKey(), value);
          }
        });
    return new Deployment.MissingPolicy(
        policy == null
            ? Deployment.MissingPolicy.Action.REJECT
            : Deployment.MissingPolicy.Action.valueOf(policy.toUpperCase(Locale.ROOT)),
        defaults);
  }

  private static Deployment.LogPolicy log(JsonNode node) {
    return new Deployment.LogPolicy(
        node.path("sample").doubleValue(1),
        node.path("required").booleanValue(false),
        node.path("plainPii").booleanValue(false));
  }

  private static Duration duration(JsonNode node, String field, Duration otherwise) {
    String text = text(node, field);
    return text == null ? otherwise : Duration.parse(text);
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.stringValue() : null;
  }
}
