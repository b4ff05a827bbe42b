package dev.thermocline.features.online;

import dev.thermocline.features.definition.FeatureService;
import dev.thermocline.features.definition.RequestInput;
import dev.thermocline.features.hot.Recovery;
import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedCatalogs.Served;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.hot.HotReader;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.UnknownSchemaException;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Reads features of many entities in one round trip to Redis. */
@Service
public class OnlineReader {
  /** Entities of one request. */
  public static final int MOST_ENTITIES = 10_000;

  /** Values of one request: entities times features. */
  public static final int MOST_VALUES = 1_000_000;

  private static final int MOST_PLANS = 1_000;

  private final ServedCatalogs catalogs;
  private final HotReader reader;
  private final Recovery recovery;
  private final Clock clock;
  private final ConcurrentHashMap<PlanKey, ReadPlan> plans = new ConcurrentHashMap<>();

  private record PlanKey(Project project, long revision, FeatureSelection selection) {}

  public OnlineReader(ServedCatalogs catalogs, HotReader reader, Recovery recovery, Clock clock) {
    this.catalogs = catalogs;
    this.reader = reader;
    this.recovery = recovery;
    this.clock = clock;
  }

  /** How a selection is read; refuses names that are not known. */
  public ReadPlan plan(Project project, FeatureSelection selection) {
    return plan(catalogs.get(project), selection);
  }

  /**
   * Reads the features of a plan.
   *
   * @param entities of each join key its values, one for each entity, all of the key's type
   */
  public OnlineAnswer read(
      Project project,
      FeatureSelection selection,
      ReadPlan plan,
      Map<String, ? extends List<?>> entities) {
    int size = size(plan, entities);
    try {
      return read(plan, entities, size);
    } catch (UnknownSchemaException e) {
      // Somebody wrote with definitions that are newer than those at hand.
      return read(plan(catalogs.refresh(project), selection), entities, size);
    }
  }

  /** What a selection asks of the request besides entities; empty where it is no service. */
  public List<RequestInput> inputs(Project project, FeatureSelection selection) {
    return service(project, selection).map(FeatureService::requestInputs).orElse(List.of());
  }

  /**
   * Computes the expressions of a service over what was read.
   *
   * @param inputs of each request input its values, one for each entity
   */
  public List<OnlineAnswer.Computed> compute(
      Project project,
      FeatureSelection selection,
      OnlineAnswer answer,
      Map<String, List<@Nullable Object>> inputs) {
    return service(project, selection)
        .map(service -> OnDemandRead.compute(service, answer, inputs))
        .orElse(List.of());
  }

  private Optional<FeatureService> service(Project project, FeatureSelection selection) {
    return selection instanceof FeatureSelection.Service(String name, Integer version)
        ? Optional.of(
            (version == null
                    ? catalogs.get(project).catalog().getService(name)
                    : catalogs.get(project).catalog().getService(name, version))
                .service())
        : Optional.empty();
  }

  private ReadPlan plan(Served served, FeatureSelection selection) {
    PlanKey key = new PlanKey(served.project(), served.catalog().revision(), selection);
    @Nullable ReadPlan known = plans.get(key);
    if (known != null) {
      return known;
    }
    if (plans.size() >= MOST_PLANS) {
      plans.clear();
    }
    ReadPlan made = ReadPlan.of(served, selection);
    plans.put(key, made);
    return made;
  }

  private OnlineAnswer read(ReadPlan plan, Map<String, ? extends List<?>> entities, int size) {
    List<HotReader.Lookup> lookups = new ArrayList<>(plan.parts().size() * size);
    for (ReadPlan.Part part : plan.parts()) {
      ServedView view = part.first;
      List<? extends List<?>> columns =
          view.joinKeys().stream().map(key -> column(entities, key.name())).toList();
      for (int i = 0; i < size; i++) {
        lookups.add(new HotReader.Lookup(view.keyOfSorted(idsAt(columns, i)), part.hot));
      }
    }
    List<HotReader.EntityRows> rows = reader.read(lookups);
    List<List<HotReader.EntityRows>> byPart = new ArrayList<>(plan.parts().size());
    for (int part = 0; part < plan.parts().size(); part++) {
      byPart.add(rows.subList(part * size, (part + 1) * size));
    }
    return new OnlineAnswer(
        plan, size, RowTimes.micros(clock.instant()), byPart, recovery.isRecovering());
  }

  private static List<Object> idsAt(List<? extends List<?>> columns, int index) {
    List<Object> ids = new ArrayList<>(columns.size());
    for (List<?> column : columns) {
      ids.add(column.get(index));
    }
    return ids;
  }

  private static int size(ReadPlan plan, Map<String, ? extends List<?>> entities) {
    int size = -1;
    for (String key : plan.joinKeys().keySet()) {
      int found = column(entities, key).size();
      if (size >= 0 && found != size) {
        throw ThermoclineException.invalid(
            "entities: the lists of the join keys differ in length; '%s' has %d values and another %d."
                .formatted(key, found, size));
      }
      size = found;
    }
    if (size < 1) {
      throw ThermoclineException.invalid("entities: name at least one entity.");
    }
    long values = (long) size * plan.columns().size();
    if (size > MOST_ENTITIES || values > MOST_VALUES) {
      throw new ThermoclineException(
          ErrorKind.TOO_LARGE,
          "%d entities times %d features is too much at once; %d entities and %d values are the most. Ask in batches."
              .formatted(size, plan.columns().size(), MOST_ENTITIES, MOST_VALUES));
    }
    return size;
  }

  private static List<?> column(Map<String, ? extends List<?>> entities, String key) {
    List<?> column = entities.get(key);
    if (column == null) {
      throw ThermoclineException.invalid(
          "entities: the join key '%s' is missing. It needs a list with one value for each entity."
              .formatted(key));
    }
    return column;
  }
}
