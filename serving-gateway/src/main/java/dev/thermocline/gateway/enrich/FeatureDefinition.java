package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.hot.EntityKey;
import dev.thermocline.hot.HotView;
import java.util.List;
import java.util.Map;

/**
 * A version of a feature service as online reads need it.
 *
 * @param features in the order of the service
 * @param digest of everything in it: equal digests mean equal answers for equal rows
 */
public record FeatureDefinition(
    String name,
    int version,
    List<Feature> features,
    Map<String, View> views,
    List<RequestInput> requestInputs,
    List<OnDemand> onDemand,
    String digest) {
  public FeatureDefinition {
    features = List.copyOf(features);
    views = Map.copyOf(views);
    requestInputs = List.copyOf(requestInputs);
    onDemand = List.copyOf(onDemand);
  }

  /** One feature; {@code type} is a word such as {@code float64}. */
  public record Feature(String view, String name, String type, boolean pii) {
    public String reference() {
      return view + ":" + name;
    }
  }

  /**
   * One view.
   *
   * @param joinKeys in the order of their names, as keys are made
   */
  public record View(
      String name, String entity, List<JoinKey> joinKeys, EntityKey keys, HotView hot) {}

  public record JoinKey(String name, String type) {}

  public record RequestInput(String name, String type, ColumnType column) {}

  public record OnDemand(String name, String expression) {}
}
