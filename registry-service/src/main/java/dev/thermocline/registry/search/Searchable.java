package dev.thermocline.registry.search;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of thing can be searched and ordered by. Immutable; reads filters and orders into
 * checked {@link Condition}s and {@link Order}s and refuses everything else by name.
 */
public final class Searchable {
  /** What an attribute holds, and so which operators and operands fit it. */
  public enum Type {
    TEXT,
    /** Text that can also be compared with a list. */
    LISTED_TEXT,
    INTEGER,
    NUMBER
  }

  /** One attribute: its canonical name and whether it can be searched, ordered by, or both. */
  record Attribute(String name, Type type, boolean searched, boolean ordered) {}

  private static final Set<Operator> NUMERIC =
      EnumSet.range(Operator.EQUAL, Operator.GREATER_OR_EQUAL);
  private static final Set<Operator> TEXT =
      EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LIKE, Operator.ILIKE);

  private final Map<String, FieldKind> prefixes;
  private final Map<String, Attribute> attributes;
  private final Map<FieldKind, Set<Operator>> operators;
  private final Map<FieldKind, Set<String>> keys;
  private final Set<FieldKind> ordered;

  private Searchable(Builder builder) {
    prefixes = Map.copyOf(builder.prefixes);
    attributes = new LinkedHashMap<>(builder.attributes);
    operators = new EnumMap<>(builder.operators);
    keys = Map.copyOf(builder.keys);
    ordered = builder.ordered.isEmpty() ? Set.of() : EnumSet.copyOf(builder.ordered);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Reads a filter; an absent or blank one has no conditions. */
  public List<Condition> filter(@Nullable String filter) {
    if (filter == null || filter.isBlank()) {
      return List.of();
    }
    return new Parser(this, filter).conditions();
  }

  /** Reads the terms of an order; a field may stand in it once. */
  public List<Order> order(List<? extends @Nullable String> terms) {
    List<Order> orders = new ArrayList<>();
    Set<Field> seen = new LinkedHashSet<>();
    for (String term : terms) {
      if (term == null) {
        throw ThermoclineException.invalid("A term of the order is null; write a field's name.");
      }
      Order order = new Parser(this, term).order();
      if (!seen.add(order.field())) {
        throw ThermoclineException.invalid(
            "`order_by` contains duplicate fields: " + order.field() + " stands in it twice.");
      }
      orders.add(order);
    }
    return List.copyOf(orders);
  }

  FieldKind kind(String prefix) {
    FieldKind kind = prefixes.get(prefix);
    if (kind == null) {
      throw ThermoclineException.invalid(
          "Invalid entity type '"
              + prefix
              + "'. Valid values are "
              + new TreeSet<>(prefixes.keySet())
              + ".");
    }
    return kind;
  }

  Field field(FieldKind kind, String key, boolean forOrder) {
    if (kind == FieldKind.ATTRIBUTE) {
      return new Field(kind, attribute(key, forOrder).name());
    }
    if (forOrder && !ordered.contains(kind)) {
      throw ThermoclineException.invalid(
          "Invalid order_by entity: nothing is ordered by a " + kind.word() + ".");
    }
    Set<String> known = keys.get(kind);
    if (known != null && !known.contains(key)) {
      throw ThermoclineException.invalid(
          "Invalid "
              + kind.word()
              + " key '"
              + key
              + "' specified. Valid keys are "
              + new TreeSet<>(known)
              + ".");
    }
    return new Field(kind, key);
  }

  /** What the values of a field are. */
  public Type type(Field field) {
    return switch (field.kind()) {
      case ATTRIBUTE -> attribute(field.key(), false, false).type();
      case METRIC -> Type.NUMBER;
      case DATASET -> Type.LISTED_TEXT;
      case PARAM, TAG -> Type.TEXT;
    };
  }

  void check(Field field, Operator operator) {
    Type type = type(field);
    Set<Operator> allowed = EnumSet.noneOf(Operator.class);
    switch (type) {
      case INTEGER, NUMBER -> allowed.addAll(NUMERIC);
      case TEXT -> allowed.addAll(TEXT);
      case LISTED_TEXT -> {
        allowed.addAll(TEXT);
        allowed.add(Operator.IN);
        allowed.add(Operator.NOT_IN);
      }
    }
    allowed.addAll(operators.getOrDefault(field.kind(), Set.of()));
    if (!allowed.contains(operator)) {
      throw ThermoclineException.invalid(
          "Invalid comparator '"
              + operator.symbol()
              + "' for "
              + field
              + ": not one of "
              + allowed.stream().map(Operator::symbol).toList()
              + ".");
    }
  }

  private Attribute attribute(String key, boolean forOrder) {
    return attribute(key, !forOrder, forOrder);
  }

  private Attribute attribute(String key, boolean toSearch, boolean toOrder) {
    Attribute attribute = attributes.get(key);
    if (attribute == null
        || (toSearch && !attribute.searched())
        || (toOrder && !attribute.ordered())) {
      throw ThermoclineException.invalid(
          "Invalid attribute key '"
              + key
              + "' specified. Valid keys are "
              + attributes.entrySet().stream()
                  .filter(
                      entry -> toOrder ? entry.getValue().ordered() : entry.getValue().searched())
                  .map(Map.Entry::getKey)
                  .sorted()
                  .toList()
              + ".");
    }
    return attribute;
  }

  /** Declares the fields one by one. */
  public static final class Builder {
    private final Map<String, FieldKind> prefixes = new LinkedHashMap<>();
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private final Map<FieldKind, Set<Operator>> operators = new EnumMap<>(FieldKind.class);
    private final Map<FieldKind, Set<String>> keys = new EnumMap<>(FieldKind.class);
    private final Set<FieldKind> ordered = EnumSet.noneOf(FieldKind.class);

    private Builder() {}

    /** The words that may stand before the dot for this kind of field. */
    public Builder prefixes(FieldKind kind, String... words) {
      for (String word : words) {
        prefixes.put(word, kind);
      }
      return this;
    }

    /** An attribute to search and to order by, and its other spellings. */
    public Builder attribute(Type type, String name, String... aliases) {
      return attribute(new Attribute(name, type, true, true), aliases);
    }

    /** An attribute that can only be searched. */
    public Builder searchedOnly(Type type, String name, String... aliases) {
      return attribute(new Attribute(name, type, true, false), aliases);
    }

    /** An attribute that can only be ordered by. */
    public Builder orderedOnly(Type type, String name, String... aliases) {
      return attribute(new Attribute(name, type, false, true), aliases);
    }

    private Builder attribute(Attribute attribute, String... aliases) {
      attributes.put(attribute.name(), attribute);
      for (String alias : aliases) {
        attributes.put(alias, attribute);
      }
      return this;
    }

    /** Allows {@code IS NULL} and {@code IS NOT NULL} on fields of this kind. */
    public Builder nullable(FieldKind kind) {
      return alsoAllow(kind, Operator.IS_NULL, Operator.IS_NOT_NULL);
    }

    /** Operators beyond those of the field's type. */
    public Builder alsoAllow(FieldKind kind, Operator... more) {
      operators.computeIfAbsent(kind, k -> EnumSet.noneOf(Operator.class)).addAll(Set.of(more));
      return this;
    }

    /** The only keys that this kind has. */
    public Builder keys(FieldKind kind, String... known) {
      keys.put(kind, Set.of(known));
      return this;
    }

    /** Lets fields of this kind stand in an order. */
    public Builder ordered(FieldKind... kinds) {
      ordered.addAll(Set.of(kinds));
      return this;
    }

    public Searchable build() {
      return new Searchable(this);
    }
  }
}
