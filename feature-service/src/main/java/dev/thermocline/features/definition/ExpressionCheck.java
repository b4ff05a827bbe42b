package dev.thermocline.features.definition;

import dev.thermocline.expressions.Expression;
import dev.thermocline.expressions.ExpressionException;
import dev.thermocline.expressions.Names;
import dev.thermocline.expressions.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the expressions of a feature service can be computed from what it has: its features, by
 * {@code view:feature} or by their own name where only one has it, its request inputs, and {@code
 * moment}.
 */
final class ExpressionCheck {
  private final Map<String, Names.Column> names = new HashMap<>();

  ExpressionCheck(FeatureService service, Map<String, AppliedView> views) {
    Set<String> ambiguous = new HashSet<>();
    names.put("moment", new Names.Column(0, Type.TIMESTAMP));
    for (FeatureReference reference : service.features()) {
      AppliedView view = views.get(reference.view());
      Field field = view == null ? null : view.view().findField(reference.feature()).orElse(null);
      if (field != null) {
        add(reference.toString(), field.type());
        if (names.containsKey(reference.feature())) {
          ambiguous.add(reference.feature());
        }
        add(reference.feature(), field.type());
      }
    }
    ambiguous.forEach(names::remove);
    service.requestInputs().forEach(input -> add(input.name(), input.type()));
  }

  /** What is wrong with an expression, or null. */
  @Nullable String fault(OnDemandFeature feature) {
    try {
      Type type =
          Expression.parse(feature.expression())
              .bind(name -> Optional.ofNullable(names.get(name)))
              .type();
      boolean fits =
          type == Type.NULL || (!feature.type().array() && fits(type, feature.type().scalar()));
      return fits
          ? null
          : "its expression '%s' gives %s and not %s."
              .formatted(feature.name(), type, feature.type());
    } catch (ExpressionException e) {
      return "its expression '%s': %s.".formatted(feature.name(), e.getMessage());
    }
  }

  private void add(String name, ValueType type) {
    Type known = type.array() ? null : typeOf(type.scalar());
    if (known != null) {
      names.put(name, new Names.Column(names.size(), known));
    }
  }

  private static boolean fits(Type type, Scalar declared) {
    return switch (declared) {
      case BOOL -> type == Type.BOOL;
      case INT32, INT64 -> type == Type.INT;
      case FLOAT32, FLOAT64 -> type == Type.FLOAT || type == Type.INT;
      case STRING -> type == Type.STRING;
      case TIMESTAMP -> type == Type.TIMESTAMP;
      case BYTES -> false;
    };
  }

  private static @Nullable Type typeOf(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> Type.BOOL;
      case INT32, INT64 -> Type.INT;
      case FLOAT32, FLOAT64 -> Type.FLOAT;
      case STRING -> Type.STRING;
      case TIMESTAMP -> Type.TIMESTAMP;
      case BYTES -> null;
    };
  }
}
