package dev.thermocline.features.hot;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.hot.EntityKey;
import dev.thermocline.hot.HotView;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.ValueType;
import dev.thermocline.hot.ViewDescriptor;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** A view with everything that reading and writing its rows in Redis takes. Immutable. */
public final class ServedView {
  private static final Duration LEARNING = Duration.ofMinutes(1);

  private final Project project;
  private final AppliedView applied;
  private final HotView hot;
  private final List<RowSchema> schemas;
  private final EntityKey keys;
  private final List<JoinKey> joinKeys;
  private final List<JoinKey> declaredKeys;

  /** Of each join key in the order of names, its place in the order of the entity. */
  private final int[] order;

  private ServedView(Project project, AppliedView applied, Entity entity) {
    this.project = project;
    this.applied = applied;
    this.schemas = applied.schemas().stream().map(ServedView::schema).toList();
    this.keys = EntityKey.of(project.name(), entity.name());
    this.joinKeys = entity.joinKeys().stream().sorted(Comparator.comparing(JoinKey::name)).toList();
    this.declaredKeys = entity.joinKeys();
    this.order = joinKeys.stream().mapToInt(entity.joinKeys()::indexOf).toArray();
    Duration ttl = applied.view().times().ttl();
    this.hot =
        new HotView(applied.number(), ttl == null ? HotView.NO_TTL : ttl.toNanos() / 1000, schemas);
  }

  public static ServedView of(Project project, Catalog catalog, AppliedView applied) {
    return new ServedView(project, applied, catalog.entityOf(applied.view()));
  }

  public String name() {
    return applied.view().name();
  }

  public Project project() {
    return project;
  }

  public AppliedView applied() {
    return applied;
  }

  public HotView hot() {
    return hot;
  }

  /** The schema that new rows are packed with. */
  public RowSchema schema() {
    return schemas.getLast();
  }

  public Duration retention() {
    return applied.view().serving().effectiveRetention();
  }

  /** In the order of their names, which is that of a key. */
  public List<JoinKey> joinKeys() {
    return joinKeys;
  }

  /** In the order in which the entity declares them. */
  public List<JoinKey> declaredKeys() {
    return declaredKeys;
  }

  /** What lets people read the view's rows from Redis alone. */
  public ViewDescriptor descriptor() {
    return new ViewDescriptor(project.name(), name(), applied.view().entity(), hot);
  }

  public List<RowSchema> schemas() {
    return schemas;
  }

  /** The Redis key of an entity; values are in the order of the keys' names. */
  public byte[] keyOfSorted(List<?> values) {
    List<String> ids = new ArrayList<>(values.size());
    for (Object value : values) {
      ids.add(text(value));
    }
    return key(ids);
  }

  /** The Redis key of an entity; values are in the order in which the entity declares its keys. */
  public byte[] keyOfDeclared(List<?> values) {
    List<String> ids = new ArrayList<>(order.length);
    for (int place : order) {
      ids.add(text(values.get(place)));
    }
    return key(ids);
  }

  private byte[] key(List<String> ids) {
    try {
      return keys.key(ids);
    } catch (IllegalArgumentException e) {
      throw ThermoclineException.invalid(
          "entity '%s': %s.".formatted(applied.view().entity(), e.getMessage()));
    }
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : value.toString();
  }

  /**
   * Whether a row that arrived at this time may lack a column: a producer has a minute to learn of
   * a new one.
   */
  public boolean mayLack(ViewSchema.Column column, Instant arrival) {
    List<ViewSchema> all = applied.schemas();
    int inForce = all.size() - 1;
    while (inForce > 0 && all.get(inForce).since().plus(LEARNING).isAfter(arrival)) {
      inForce--;
    }
    return !all.get(inForce).columns().contains(column);
  }

  private static RowSchema schema(ViewSchema schema) {
    return new RowSchema(
        schema.number(),
        schema.columns().stream()
            .map(c -> new RowSchema.Field(c.name(), ValueType.parse(c.type().word())))
            .toList());
  }
}
