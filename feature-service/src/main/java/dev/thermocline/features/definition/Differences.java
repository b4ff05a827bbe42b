package dev.thermocline.features.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line for people for each thing that a change makes different. */
final class Differences {
  private final List<String> lines = new ArrayList<>();

  private Differences() {}

  static List<String> between(@Nullable Entity before, Entity after) {
    Differences found = new Differences();
    if (before == null) {
      found.lines.add("join keys " + keys(after));
    } else {
      found.value("join keys", keys(before), keys(after));
      found.value("label", before.label(), after.label());
    }
    return found.lines;
  }

  static List<String> between(@Nullable PushSource before, PushSource after) {
    Differences found = new Differences();
    if (before != null) {
      found.value("label", before.label(), after.label());
    }
    return found.lines;
  }

  static List<String> between(@Nullable FeatureView before, FeatureView after) {
    Differences found = new Differences();
    if (before == null) {
      found.lines.add("entity " + after.entity());
      after.fields().forEach(f -> found.lines.add("field " + f.name() + " " + f.type()));
      found.retention(after);
      return found.lines;
    }
    found.value("label", before.label(), after.label());
    found.value("entity", before.entity(), after.entity());
    found.members("field", before.fields(), after.fields(), Field::name);
    found.value("event time column", before.times().event(), after.times().event());
    found.value("created time column", before.times().created(), after.times().created());
    found.value("ttl", before.times().ttl(), after.times().ttl());
    found.value(
        "future tolerance", before.times().futureTolerance(), after.times().futureTolerance());
    found.value("online", before.serving().online(), after.serving().online());
    found.value("retention", before.serving().retention(), after.serving().retention());
    found.value("schedule", before.serving().schedule(), after.serving().schedule());
    found.value("source", before.source(), after.source());
    found.retention(after);
    return found.lines;
  }

  static List<String> between(@Nullable FeatureService before, FeatureService after) {
    Differences found = new Differences();
    List<FeatureReference> features = before == null ? List.of() : before.features();
    found.members("feature", features, after.features(), FeatureReference::toString);
    if (before != null) {
      found.value("label", before.label(), after.label());
    }
    found.members(
        "request input",
        before == null ? List.of() : before.requestInputs(),
        after.requestInputs(),
        RequestInput::name);
    found.members(
        "expression",
        before == null ? List.of() : before.expressions(),
        after.expressions(),
        OnDemandFeature::name);
    return found.lines;
  }

  private void value(String what, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) {
      lines.add("%s: %s -> %s".formatted(what, shown(before), shown(after)));
    }
  }

  private <T> void members(String what, List<T> before, List<T> after, Function<T, String> name) {
    Map<String, T> old = before.stream().collect(Collectors.toMap(name, Function.identity()));
    for (T member : after) {
      T twin = old.remove(name.apply(member));
      if (twin == null) {
        lines.add("+ " + what + " " + name.apply(member));
      } else if (!twin.equals(member)) {
        lines.add("~ " + what + " " + name.apply(member));
      }
    }
    old.keySet().stream().sorted().forEach(gone -> lines.add("- " + what + " " + gone));
  }

  private void retention(FeatureView view) {
    if (!view.serving().effectiveRetention().equals(view.serving().retention())) {
      lines.add(
          "retention kept at %s, the longest wait of the schedule and two hours"
              .formatted(view.serving().effectiveRetention()));
    }
  }

  private static String keys(Entity entity) {
    return entity.joinKeys().stream()
        .map(k -> k.name() + " " + k.type())
        .collect(Collectors.joining(", "));
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "none" : value.toString();
  }
}
