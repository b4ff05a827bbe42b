package dev.thermocline.features.online;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.hot.ServedCatalogs.Served;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.hot.HotView;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How to read a selection of features: which keys, which fields of them, which values of those. */
public final class ReadPlan {
  private final List<Part> parts;
  private final List<Column> columns;
  private final SortedMap<String, ValueType> joinKeys;

  private ReadPlan(List<Part> parts, List<Column> columns, SortedMap<String, ValueType> joinKeys) {
    this.parts = parts;
    this.columns = columns;
    this.joinKeys = joinKeys;
  }

  /** One kind of entity and the views wanted of it: one hash of Redis for each entity. */
  static final class Part {
    final ServedView first;
    final List<ServedView> views = new ArrayList<>();
    List<HotView> hot = List.of();

    Part(ServedView first) {
      this.first = first;
    }
  }

  /** One feature of the answer. */
  public static final class Column {
    private final FeatureReference reference;
    private final ValueType type;
    private final int part;
    private final int view;
    private volatile @Nullable Place last;

    private record Place(RowSchema schema, int index) {}

    Column(FeatureReference reference, ValueType type, int part, int view) {
      this.reference = reference;
      this.type = type;
      this.part = part;
      this.view = view;
    }

    public FeatureReference reference() {
      return reference;
    }

    public ValueType type() {
      return type;
    }

    int part() {
      return part;
    }

    int view() {
      return view;
    }

    /** Where the feature stands in a row, or -1; almost all rows have one schema. */
    public int indexIn(PackedRow row) {
      Place known = last;
      if (known == null || !known.schema().equals(row.schema())) {
        known = new Place(row.schema(), row.schema().indexOf(reference.feature()));
        last = known;
      }
      return known.index();
    }
  }

  static ReadPlan of(Served served, FeatureSelection selection) {
    Map<String, Integer> partOfEntity = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    SortedMap<String, ValueType> joinKeys = new TreeMap<>();
    for (FeatureReference reference : features(served.catalog(), selection)) {
      ServedView view = served.view(reference.view());
      ValueType type = type(view.applied(), reference, selection);
      int part =
          partOfEntity.computeIfAbsent(
              view.applied().view().entity(),
              entity -> {
                parts.add(new Part(view));
                return parts.size() - 1;
              });
      List<ServedView> views = parts.get(part).views;
      int at = views.indexOf(view);
      if (at < 0) {
        at = views.size();
        views.add(view);
        view.joinKeys().forEach(key -> add(joinKeys, key));
      }
      columns.add(new Column(reference, type, part, at));
    }
    parts.forEach(part -> part.hot = part.views.stream().map(ServedView::hot).toList());
    return new ReadPlan(parts, columns, joinKeys);
  }

  public List<Column> columns() {
    return columns;
  }

  /** The join keys that a request must bring, by name. */
  public SortedMap<String, ValueType> joinKeys() {
    return joinKeys;
  }

  List<Part> parts() {
    return parts;
  }

  private static List<FeatureReference> features(Catalog catalog, FeatureSelection selection) {
    List<FeatureReference> features =
        switch (selection) {
          case FeatureSelection.Features(List<FeatureReference> named) -> named;
          case FeatureSelection.Service(String name, Integer version) ->
              (version == null ? catalog.getService(name) : catalog.getService(name, version))
                  .service()
                  .features();
        };
    if (features.isEmpty()) {
      throw ThermoclineException.invalid("features: name at least one, as view:feature.");
    }
    return features;
  }

  private static ValueType type(
      AppliedView view, FeatureReference reference, FeatureSelection selection) {
    if (!view.view().serving().online()) {
      throw ThermoclineException.invalid(
          "The view '%s' is not served online. Apply it with online: true and materialize it."
              .formatted(view.view().name()));
    }
    return view.view()
        .findField(reference.feature())
        .map(Field::type)
        .orElseThrow(() ->
            selection instanceof FeatureSelection.Service(String name, Integer version)
                ? new ThermoclineException(
                    ErrorKind.GONE,
                    "The feature service '%s' has %s, which was removed since. Use a newer version."
                        .formatted(name, reference))
                : ThermoclineException.notFound(
                    "The view '%s' has no feature '%s'. It has: %s."
                        .formatted(
                            view.view().name(),
                            reference.feature(),
                            String.join(
                                ", ",
                                view.view().fields().stream()
                                    .limit(20)
                                    .map(Field::name)
                                    .toList()))));
  }

  private static void add(SortedMap<String, ValueType> joinKeys, JoinKey key) {
    ValueType other = joinKeys.put(key.name(), key.type());
    if (other != null && !other.equals(key.type())) {
      throw ThermoclineException.invalid(
          "The join key '%s' is %s for one of these views and %s for another. Ask for them apart."
              .formatted(key.name(), other, key.type()));
    }
  }
}
