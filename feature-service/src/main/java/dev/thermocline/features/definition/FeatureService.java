package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A named bundle of features that a model is trained and served with. Each change is a version. */
public record FeatureService(
    String name,
    Label label,
    List<FeatureReference> features,
    List<RequestInput> requestInputs,
    List<OnDemandFeature> expressions) {
  private static final int MOST = 5_000;

  public FeatureService {
    Name.check("feature service", name);
    features = List.copyOf(features);
    requestInputs = List.copyOf(requestInputs);
    expressions = List.copyOf(expressions);
    int count = features.size() + expressions.size();
    if (count == 0 || count > MOST) {
      throw ThermoclineException.invalid(
          "feature service '%s': it needs 1 to %d features.".formatted(name, MOST));
    }
    Set<FeatureReference> seen = new HashSet<>();
    for (FeatureReference feature : features) {
      if (!seen.add(feature)) {
        throw ThermoclineException.invalid(
            "feature service '%s': %s is named twice.".formatted(name, feature));
      }
    }
    Columns.refuseTwins(
        "feature service '" + name + "'",
        Stream.concat(
                requestInputs.stream().map(RequestInput::name),
                expressions.stream().map(OnDemandFeature::name))
            .toList());
  }

  public static FeatureService of(String name, List<FeatureReference> features) {
    return new FeatureService(name, Label.NONE, features, List.of(), List.of());
  }

  /** The views that it reads, in the order of their first mention. */
  public List<String> views() {
    return features.stream().map(FeatureReference::view).distinct().toList();
  }
}
