package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.enrich.FeatureDefinition.Feature;
import dev.thermocline.gateway.enrich.FeatureDefinition.RequestInput;
import dev.thermocline.gateway.enrich.FeatureDefinition.View;
import dev.thermocline.gateway.route.Deployment.MissingPolicy;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.ColumnSignature.Column;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.TensorSignature;
import dev.thermocline.hot.FeatureState;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one feature service feeds one model, worked out once: which column comes from a feature,
 * which from an expression, and which the caller has to give.
 */
public final class Enrichment {
  private final FeatureDefinition definition;
  private final Signature signature;

  /** What the caller gives: the service's request inputs, then columns that nothing else fills. */
  private final @Nullable ColumnSignature asked;

  private final OnDemandValues onDemand;

  /** The positions of the model's columns among features, asked inputs and on-demand values. */
  private final int[] chosen;

  private final List<String> chosenNames;
  private final List<View> views;
  private final Set<String> joinKeys = new TreeSet<>();

  Enrichment(FeatureDefinition definition, Signature signature) {
    this.definition = definition;
    this.signature = signature;
    this.views = List.copyOf(definition.views().values());
    views.forEach(view -> view.joinKeys().forEach(key -> joinKeys.add(key.name())));
    Map<String, Integer> places = places(definition);
    List<Column> inputs = new ArrayList<>();
    for (RequestInput input : definition.requestInputs()) {
      inputs.add(new Column(input.name(), input.column(), true));
    }
    if (signature instanceof ColumnSignature columns) {
      for (Column column : columns.columns()) {
        boolean known = places.containsKey(column.name());
        if (!known && inputs.stream().noneMatch(input -> input.name().equals(column.name()))) {
          inputs.add(column);
        }
      }
    }
    this.asked = inputs.isEmpty() ? null : new ColumnSignature(inputs);
    int features = definition.features().size();
    for (int i = 0; i < inputs.size(); i++) {
      places.put(inputs.get(i).name(), features + definition.onDemand().size() + i);
    }
    this.onDemand = new OnDemandValues(definition, features + definition.onDemand().size());
    if (signature instanceof ColumnSignature columns) {
      chosenNames = columns.columns().stream().map(Column::name).toList();
      chosen = chosenNames.stream().mapToInt(name -> places.getOrDefault(name, -1)).toArray();
    } else {
      chosenNames = names(definition, inputs);
      chosen = new int[chosenNames.size()];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = i;
      }
    }
  }

  /** Positions by every name that a model may have been trained with. */
  private static Map<String, Integer> places(FeatureDefinition definition) {
    Map<String, Integer> places = new HashMap<>();
    List<Feature> features = definition.features();
    for (int i = 0; i < features.size(); i++) {
      Feature feature = features.get(i);
      places.put(feature.view() + "__" + feature.name(), i);
      places.put(feature.reference(), i);
      places.putIfAbsent(feature.name(), i);
    }
    for (int i = 0; i < definition.onDemand().size(); i++) {
      places.put(definition.onDemand().get(i).name(), features.size() + i);
    }
    return places;
  }

  private static List<String> names(FeatureDefinition definition, List<Column> inputs) {
    List<String> names = new ArrayList<>();
    definition.features().forEach(feature -> names.add(feature.name()));
    definition.onDemand().forEach(value -> names.add(value.name()));
    inputs.forEach(input -> names.add(input.name()));
    return names;
  }

  public FeatureDefinition definition() {
    return definition;
  }

  /** Gives types to what the caller sent. */
  public Question question(
      Map<String, List<? extends @Nullable Object>> entities, @Nullable RawInputs inputs) {
    if (entities.isEmpty()) {
      Split split = Split.of(inputs, joinKeys);
      if (split.entities().isEmpty()) {
        throw ThermoclineException.invalid(
            "Give 'entities' with the join keys %s of feature service '%s'."
                .formatted(joinKeys, definition.name()));
      }
      return question(split.entities(), split.inputs());
    }
    EntityRows rows = EntityRows.read(definition, entities);
    if (rows.rows() == 0) {
      throw ThermoclineException.invalid("There are no entities to predict for.");
    }
    if (asked == null) {
      return new Question(rows.rows(), rows, null);
    }
    if (inputs == null) {
      throw ThermoclineException.invalid(
          "Give 'inputs' beside the entities: %s."
              .formatted(asked.columns().stream().map(Column::name).toList()));
    }
    Batch batch = asked.enforce(inputs);
    if (batch.rows() != rows.rows()) {
      throw ThermoclineException.invalid(
          "There are %d entities and %d rows of inputs; each row needs both."
              .formatted(rows.rows(), batch.rows()));
    }
    return new Question(rows.rows(), rows, batch);
  }

  /** What the model gets for these rows of the question. */
  public Batch batch(Question question, FeatureRows features, MissingPolicy missing, int[] rows) {
    List<List<@Nullable Object>> table = new ArrayList<>(rows.length);
    for (int row : rows) {
      @Nullable Object[] values = values(question, features, missing, row);
      List<@Nullable Object> cells = new ArrayList<>(chosen.length);
      for (int place : chosen) {
        Object value = values[place];
        if (value instanceof List<?> many && signature instanceof TensorSignature) {
          cells.addAll(many);
        } else {
          cells.add(value);
        }
      }
      table.add(cells);
    }
    return signature.enforce(
        signature instanceof TensorSignature tensors && tensors.inputs().size() == 1
            ? new RawInputs.Positional(table)
            : new RawInputs.Table(chosenNames, table));
  }

  private @Nullable Object[] values(
      Question question, FeatureRows features, MissingPolicy missing, int row) {
    List<Feature> wanted = definition.features();
    int inputs = asked == null ? 0 : asked.columns().size();
    int computed = definition.onDemand().size();
    @Nullable Object[] values = new @Nullable Object[wanted.size() + computed + inputs];
    for (int i = 0; i < wanted.size(); i++) {
      values[i] = feature(wanted.get(i), question, features, missing, row);
    }
    for (int i = 0; i < inputs; i++) {
      values[wanted.size() + computed + i] = input(question, i, row);
    }
    onDemand.fill(values, wanted.size());
    return values;
  }

  private @Nullable Object feature(
      Feature feature, Question question, FeatureRows features, MissingPolicy missing, int row) {
    int at = indexOf(feature.view());
    View view = views.get(at);
    PackedRow packed = features.rows().get(row).get(at).row();
    int index = packed == null ? -1 : packed.schema().indexOf(feature.name());
    FeatureState state = view.hot().state(packed, index, features.nowMicros());
    if (packed != null && state == FeatureState.PRESENT) {
      Object value = packed.get(index);
      return feature.type().equals("timestamp") && value instanceof Long micros
          ? RowTimes.instant(micros)
          : value;
    }
    if (state == FeatureState.NULL_VALUE) {
      return null;
    }
    return absent(feature, question, packed, missing, row);
  }

  private int indexOf(String view) {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i).name().equals(view)) {
        return i;
      }
    }
    throw new IllegalStateException("no view " + view);
  }

  private static @Nullable Object absent(
      Feature feature,
      Question question,
      @Nullable PackedRow packed,
      MissingPolicy missing,
      int row) {
    Object declared = missing.defaults().get(feature.reference());
    if (missing.action() == MissingPolicy.Action.NULL) {
      return null;
    }
    if (missing.action() == MissingPolicy.Action.DEFAULT && declared != null) {
      return declared;
    }
    String who = question.entities() == null ? "" : question.entities().shown(row);
    throw new ThermoclineException(
        ErrorKind.UNPROCESSABLE,
        packed == null || packed.isTombstone()
            ? "Feature '%s' of %s is missing, and the deployment rejects that."
                .formatted(feature.reference(), who)
            : "Feature '%s' of %s is too old: it is of %s, and past its ttl."
                .formatted(feature.reference(), who, RowTimes.instant(packed.event())));
  }

  private @Nullable Object input(Question question, int column, int row) {
    if (asked == null || question.inputs() == null) {
      return null;
    }
    Object value = question.inputs().value(row, column);
    ColumnType type = asked.columns().get(column).type();
    if (!(value instanceof byte[] bytes) || type == ColumnType.BINARY) {
      return value;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return type == ColumnType.DATETIME ? Instant.parse(text) : text;
  }
}
