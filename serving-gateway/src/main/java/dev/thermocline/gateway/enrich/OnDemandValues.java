package dev.thermocline.gateway.enrich;

import dev.thermocline.expressions.Expression;
import dev.thermocline.expressions.ExpressionException;
import dev.thermocline.expressions.Names;
import dev.thermocline.expressions.Type;
import dev.thermocline.gateway.enrich.FeatureDefinition.Feature;
import dev.thermocline.gateway.enrich.FeatureDefinition.OnDemand;
import dev.thermocline.gateway.enrich.FeatureDefinition.RequestInput;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The expressions of a feature service, bound to the positions of their inputs. */
final class OnDemandValues {
  private final List<Expression.Bound> expressions;

  OnDemandValues(FeatureDefinition definition, int firstInput) {
    Map<String, Names.Column> columns = new HashMap<>();
    List<Feature> features = definition.features();
    for (int i = 0; i < features.size(); i++) {
      Type type = type(features.get(i).type());
      if (type != null) {
        columns.put(features.get(i).reference(), new Names.Column(i, type));
        columns.putIfAbsent(features.get(i).name(), new Names.Column(i, type));
      }
    }
    List<RequestInput> inputs = definition.requestInputs();
    for (int i = 0; i < inputs.size(); i++) {
      Type type = type(inputs.get(i).type());
      if (type != null) {
        columns.put(inputs.get(i).name(), new Names.Column(firstInput + i, type));
      }
    }
    this.expressions = new ArrayList<>();
    for (OnDemand value : definition.onDemand()) {
      expressions.add(bound(value, columns));
    }
  }

  private static Expression.Bound bound(OnDemand value, Map<String, Names.Column> columns) {
    try {
      return Expression.parse(value.expression())
          .bind(name -> Optional.ofNullable(columns.get(name)));
    } catch (ExpressionException unfit) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "On-demand feature '%s' cannot be computed: %s."
              .formatted(value.name(), unfit.getMessage()),
          unfit);
    }
  }

  private static @Nullable Type type(String name) {
    return switch (name) {
      case "bool" -> Type.BOOL;
      case "int32", "int64" -> Type.INT;
      case "float32", "float64" -> Type.FLOAT;
      case "string" -> Type.STRING;
      case "timestamp" -> Type.TIMESTAMP;
      default -> null;
    };
  }

  /** Computes each from what is there, and puts it where the model's columns look for it. */
  void fill(@Nullable Object[] values, int from) {
    for (int i = 0; i < expressions.size(); i++) {
      Object value = expressions.get(i).evaluate(position -> input(values[position]));
      values[from + i] =
          expressions.get(i).type() == Type.TIMESTAMP && value instanceof Long micros
              ? RowTimes.instant(micros)
              : value;
    }
  }

  private static @Nullable Object input(@Nullable Object value) {
    return value instanceof Instant instant ? (Object) RowTimes.micros(instant) : value;
  }
}
