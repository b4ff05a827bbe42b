package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.enrich.FeatureDefinition.View;
import dev.thermocline.gateway.enrich.FeatureRows.Cell;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.hot.HotReader;
import dev.thermocline.hot.HotStoreException;
import dev.thermocline.hot.HotView;
import dev.thermocline.hot.Mark;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of all entities of a request in one round trip, each entity once. When Redis
 * fails, the last rows of this process answer for as long as the deployment allows, and say so.
 */
public final class FeatureReader {
  private final HotReader reader;
  private final Clock clock;
  private final LastRows lastRows = new LastRows();

  public FeatureReader(HotReader reader, Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** Views that share an entity share its key, and so a lookup. */
  private record Group(String entity, List<View> views) {}

  private record Place(int lookup, int view) {}

  FeatureRows read(
      FeatureDefinition definition,
      EntityRows entities,
      Duration lastRowsFor,
      boolean declared,
      Deadline deadline) {
    List<View> views = List.copyOf(definition.views().values());
    List<HotReader.Lookup> lookups = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    Map<String, Integer> known = new LinkedHashMap<>();
    Place[][] places = new Place[entities.rows()][views.size()];
    for (Group group : groups(views)) {
      List<HotView> hot = group.views().stream().map(View::hot).toList();
      for (int row = 0; row < entities.rows(); row++) {
        byte[] key = key(group.views().getFirst(), entities, row);
        String name = new String(key, StandardCharsets.US_ASCII);
        Integer lookup = known.get(name);
        if (lookup == null) {
          lookup = lookups.size();
          known.put(name, lookup);
          keys.add(name);
          lookups.add(new HotReader.Lookup(key, hot));
        }
        for (int i = 0; i < group.views().size(); i++) {
          places[row][views.indexOf(group.views().get(i))] = new Place(lookup, i);
        }
      }
    }
    return answered(
        definition.digest(), views, lookups, keys, places, lastRowsFor, declared, deadline);
  }

  private static List<Group> groups(List<View> views) {
    Map<String, List<View>> byEntity = new LinkedHashMap<>();
    for (View view : views) {
      byEntity.computeIfAbsent(view.entity(), _ -> new ArrayList<>()).add(view);
    }
    return byEntity.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
  }

  private static byte[] key(View view, EntityRows entities, int row) {
    try {
      return view.keys().key(entities.of(view, row));
    } catch (IllegalArgumentException refused) {
      throw ThermoclineException.invalid(
          "The entity %s has no key: %s.".formatted(entities.shown(row), refused.getMessage()));
    }
  }

  private FeatureRows answered(
      String definition,
      List<View> views,
      List<HotReader.Lookup> lookups,
      List<String> keys,
      Place[][] places,
      Duration lastRowsFor,
      boolean declared,
      Deadline deadline) {
    List<List<@Nullable PackedRow>> read;
    String rung = null;
    try {
      read = read(lookups, deadline);
      if (!lastRowsFor.isZero()) {
        lastRows.keep(definition, keys, read);
      }
    } catch (HotStoreException failure) {
      deadline.require("the features were read");
      read = lastRows.find(definition, keys, lastRowsFor);
      rung = "last-rows";
      if (read == null && declared) {
        read = nothing(lookups);
        rung = "declared-values";
      }
      if (read == null) {
        throw new ThermoclineException(
            ErrorKind.UNAVAILABLE,
            "Online features cannot be read now: %s.".formatted(failure.getMessage()),
            failure);
      }
    }
    long now = RowTimes.micros(clock.instant());
    List<List<Cell>> rows = new ArrayList<>(places.length);
    for (Place[] of : places) {
      List<Cell> cells = new ArrayList<>(of.length);
      for (int i = 0; i < of.length; i++) {
        PackedRow row = read.get(of[i].lookup()).get(of[i].view());
        boolean expired = row != null && views.get(i).hot().isOutsideMaxAge(row, now);
        cells.add(new Cell(row, row == null ? Mark.ABSENT : row.mark(), expired));
      }
      rows.add(cells);
    }
    return new FeatureRows(views, rows, now, rung);
  }

  private static List<List<@Nullable PackedRow>> nothing(List<HotReader.Lookup> lookups) {
    List<List<@Nullable PackedRow>> nothing = new ArrayList<>(lookups.size());
    for (HotReader.Lookup lookup : lookups) {
      nothing.add(Collections.nCopies(lookup.views().size(), null));
    }
    return nothing;
  }

  private List<List<@Nullable PackedRow>> read(List<HotReader.Lookup> lookups, Deadline deadline) {
    List<List<@Nullable PackedRow>> read = new ArrayList<>(lookups.size());
    for (HotReader.EntityRows entity : reader.read(lookups, deadline.left())) {
      int size = lookups.get(read.size()).views().size();
      List<@Nullable PackedRow> rows = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        rows.add(entity.row(i));
      }
      read.add(rows);
    }
    return read;
  }
}
