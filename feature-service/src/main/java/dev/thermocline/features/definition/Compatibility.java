package dev.thermocline.features.definition;

import dev.thermocline.features.definition.Plan.Refusal;
import dev.thermocline.features.definition.Plan.Sort;
import dev.thermocline.features.definition.ViewSchema.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a view may become, given that rows of what it was are kept. */
final class Compatibility {
  private Compatibility() {}

  static List<Refusal> problems(AppliedView before, FeatureView after) {
    List<String> reasons = new ArrayList<>();
    FeatureView old = before.view();
    if (!old.entity().equals(after.entity())) {
      reasons.add(
          "its entity is '%s' and cannot become '%s', for stored rows are found by it. Define a view of another name."
              .formatted(old.entity(), after.entity()));
    }
    if (!old.times().event().equals(after.times().event())) {
      reasons.add(
          "its event time column is '%s' and cannot become '%s', for stored files have the former."
              .formatted(old.times().event(), after.times().event()));
    }
    if (!Objects.equals(old.times().created(), after.times().created())) {
      reasons.add(
          "its created time column is %s and cannot become %s, for stored files have the former."
              .formatted(quoted(old.times().created()), quoted(after.times().created())));
    }
    Map<String, ValueType> ever = typesEver(before);
    for (Field field : after.fields()) {
      ValueType type = ever.get(field.name());
      if (type != null && !type.equals(field.type())) {
        reasons.add(
            "its field '%s' has been %s and cannot become %s. Add a field of another name."
                .formatted(field.name(), type, field.type()));
      }
    }
    return reasons.stream().map(r -> new Refusal(Sort.VIEW, after.name(), r)).toList();
  }

  /** The schemas of a view after a change: one more where its columns became others. */
  static List<ViewSchema> schemas(AppliedView before, FeatureView after, Instant now) {
    List<Column> columns = ViewSchema.columnsOf(after);
    if (columns.equals(before.schema().columns())) {
      return before.schemas();
    }
    List<ViewSchema> all = new ArrayList<>(before.schemas());
    all.add(new ViewSchema(before.schema().number() + 1, columns, now));
    return all;
  }

  private static Map<String, ValueType> typesEver(AppliedView view) {
    Map<String, ValueType> types = new HashMap<>();
    view.schemas().forEach(s -> s.columns().forEach(c -> types.put(c.name(), c.type())));
    return types;
  }

  private static String quoted(@org.jspecify.annotations.Nullable String name) {
    return name == null ? "absent" : "'" + name + "'";
  }
}
