package dev.thermocline.features.online;

import dev.thermocline.expressions.Expression;
import dev.thermocline.expressions.ExpressionException;
import dev.thermocline.expressions.Names;
import dev.thermocline.expressions.Type;
import dev.thermocline.features.definition.FeatureService;
import dev.thermocline.features.definition.OnDemandFeature;
import dev.thermocline.features.definition.RequestInput;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.hot.FeatureState;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of a feature service over what was read and what the request says, by the library
 * that joins and predictions compute them with. {@code moment} is that of the read.
 */
final class OnDemandRead {
  private static final String MOMENT = "moment";

  private final OnlineAnswer answer;
  private final List<List<@Nullable Object>> inputs = new ArrayList<>();
  private final Map<String, Names.Column> columns = new HashMap<>();

  private OnDemandRead(
      FeatureService service, OnlineAnswer answer, Map<String, List<@Nullable Object>> given) {
    this.answer = answer;
    List<ReadPlan.Column> read = answer.plan().columns();
    for (int i = 0; i < read.size(); i++) {
      Type type = type(read.get(i).type());
      if (type != null) {
        Names.Column column = new Names.Column(i, type);
        columns.put(read.get(i).reference().toString(), column);
        columns.putIfAbsent(read.get(i).reference().feature(), column);
      }
    }
    for (RequestInput input : service.requestInputs()) {
      Type type = type(input.type());
      List<@Nullable Object> values = given.get(input.name());
      if (type != null && values != null) {
        columns.put(input.name(), new Names.Column(read.size() + inputs.size(), type));
        inputs.add(values);
      }
    }
    columns.putIfAbsent(MOMENT, new Names.Column(-1, Type.TIMESTAMP));
  }

  /** Computes every expression for every entity. */
  static List<OnlineAnswer.Computed> compute(
      FeatureService service, OnlineAnswer answer, Map<String, List<@Nullable Object>> given) {
    OnDemandRead read = new OnDemandRead(service, answer, given);
    return service.expressions().stream().map(read::compute).toList();
  }

  private OnlineAnswer.Computed compute(OnDemandFeature expression) {
    Expression.Bound bound = bind(expression);
    List<@Nullable Object> values = new ArrayList<>(answer.size());
    for (int entity = 0; entity < answer.size(); entity++) {
      int at = entity;
      values.add(bound.evaluate(position -> value(position, at)));
    }
    return new OnlineAnswer.Computed(expression.name(), expression.type(), values);
  }

  private Expression.Bound bind(OnDemandFeature expression) {
    try {
      return Expression.parse(expression.expression())
          .bind(name -> Optional.ofNullable(columns.get(name)));
    } catch (ExpressionException e) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The expression '%s' cannot be computed: %s."
              .formatted(expression.name(), e.getMessage()),
          e);
    }
  }

  private @Nullable Object value(int position, int entity) {
    if (position < 0) {
      return answer.moment();
    }
    List<ReadPlan.Column> read = answer.plan().columns();
    if (position >= read.size()) {
      return plain(inputs.get(position - read.size()).get(entity));
    }
    ReadPlan.Column column = read.get(position);
    PackedRow row = answer.row(column, entity);
    return row != null && answer.state(column, entity) == FeatureState.PRESENT
        ? plain(row.get(column.indexIn(row)))
        : null;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Integer number -> Long.valueOf(number);
      case Float number -> Double.valueOf(number);
      case null, default -> value;
    };
  }

  private static @Nullable Type type(ValueType type) {
    if (type.array()) {
      return null;
    }
    return switch (type.scalar()) {
      case BOOL -> Type.BOOL;
      case INT32, INT64 -> Type.INT;
      case FLOAT32, FLOAT64 -> Type.FLOAT;
      case STRING -> Type.STRING;
      case TIMESTAMP -> Type.TIMESTAMP;
      case BYTES -> null;
    };
  }
}
