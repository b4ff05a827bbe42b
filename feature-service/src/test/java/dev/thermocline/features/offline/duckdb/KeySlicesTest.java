package dev.thermocline.features.offline.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.duckdb.DuckEngine;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.VisiblePart;
import dev.thermocline.features.offline.duckdb.KeySlices.Group;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class KeySlicesTest {
  private static final long ROWS = 100_000;

  @TempDir private Path folder;

  @Test
  void cutsAFileInTheOrderOfKeysBetweenItsRowGroups() {
    assertThat(KeySlices.cuts(neighbours(4, 1), 100))
        .extracting(Group::least)
        .containsExactly("100", "200", "300");
  }

  @Test
  void cutsTheSameKeysOfSeveralDaysAtTheSamePlaces() {
    List<Group> cuts = KeySlices.cuts(neighbours(4, 30), 100);
    assertThat(cuts).extracting(Group::least).containsExactly("100", "200", "300");
  }

  @Test
  void leavesAloneWhatEachSliceWouldHaveToReadAllOf() {
    List<Group> everywhere = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      everywhere.add(new Group(Integer.toString(i), i, 1_000 - i, ROWS));
    }
    assertThat(KeySlices.cuts(everywhere, 100)).isEmpty();
  }

  @Test
  void leavesAloneWhatIsSmallOrWouldOpenTooManyFiles() {
    assertThat(KeySlices.cuts(List.of(), 100)).isEmpty();
    assertThat(KeySlices.cuts(neighbours(1, 1), 100)).isEmpty();
    assertThat(KeySlices.cuts(neighbours(4, 1), 1)).isEmpty();
    assertThat(KeySlices.cuts(neighbours(4, 1), 2)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int64", "string"})
  void findsRowGroupsInFiles(String type) {
    Entity entity =
        new Entity(
            "patient", Label.NONE, List.of(new JoinKey("patient_id", ValueType.parse(type))));
    Path file = folder.resolve("day.parquet");
    try (DuckSession session = DuckEngine.sessions(folder, DataSize.ofMegabytes(128), 2).open()) {
      session.run(
          "COPY (SELECT CAST(substr('o''' || (1000000 + range), %d) AS %s) AS patient_id FROM range(200000) ORDER BY 1) TO %s (FORMAT parquet, ROW_GROUP_SIZE 61440)"
              .formatted(
                  type.equals("string") ? 1 : 3,
                  Sql.type(ValueType.parse(type)),
                  Sql.text(file.toString())));
      List<List<String>> slices = KeySlices.of(session, scan(entity, file));
      assertThat(slices).hasSize(4);
      long rows = 0;
      for (List<String> slice : slices) {
        long some =
            session.number(
                "SELECT count(*) FROM %s WHERE %s"
                    .formatted(Sql.text(file.toString()), String.join(" AND ", slice)));
        assertThat(some).isPositive();
        rows += some;
      }
      assertThat(rows).isEqualTo(200_000);
    }
  }

  private static RowScan scan(Entity entity, Path file) {
    FeatureView view =
        FeatureView.of("vitals", "patient", List.of(Field.of("bp", ValueType.parse("int64"))));
    SnapshotFile whole = new SnapshotFile("b", "day", 200_000, 1, null, "e", 0, 1, 0, 1);
    Snapshot snapshot =
        new Snapshot(
            "vitals",
            1,
            1,
            new Snapshot.Change.Append(),
            1,
            1,
            List.of(whole),
            Snapshot.Origin.NONE,
            "somebody",
            Instant.EPOCH);
    return new RowScan(
        view,
        entity,
        List.of(new ViewSchema(1, List.of(), Instant.EPOCH)),
        List.of(VisiblePart.whole(snapshot)),
        Map.of("b/day", file),
        Set.of());
  }

  /** Row groups of files that hold a hundred places each, by their least key. */
  private static List<Group> neighbours(int groups, int files) {
    List<Group> all = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      for (int group = 0; group < groups; group++) {
        long first = group * 100L;
        all.add(new Group(Long.toString(first), first, first + 99, ROWS));
      }
    }
    all.sort(Comparator.comparingLong(Group::first));
    return all;
  }
}
