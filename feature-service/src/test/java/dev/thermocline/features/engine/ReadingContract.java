package dev.thermocline.features.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.offline.FieldStatistics;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.hot.RowTimes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine reads out of a view's history, for Redis, for checks and for people. */
public abstract class ReadingContract {
  private static final String HEAD = "patient_id,event_time,noted_at,bp,note\n";

  @TempDir private Path folder;
  private OfflineEngine engine;
  private WrittenHistory history;

  protected abstract OfflineEngine engine(Path folder);

  @BeforeEach
  void write() {
    engine = engine(folder);
    history = new WrittenHistory(engine.files(), folder, Patients.vitals(null), Patients.ENTITY);
    history.append(HEAD + "1,2026-01-01,,1,old\n1,2026-01-03,,3,newest\n2,2026-01-01,,,\n");
    history.append(HEAD + "1,2026-01-02,,2,late\n3,2026-01-05,2026-01-06,5,\n");
  }

  @Test
  void givesTheNewestRowOfEachEntityInTheOrderOfKeys() {
    assertThat(newest(0, TimeRange.ALL))
        .extracting(r -> r.keys().getFirst(), r -> r.values().getFirst(), OfflineRow::snapshot)
        .containsExactly(row(1L, 3.0, 1L), row(2L, null, 1L), row(3L, 5.0, 2L));
    OfflineRow third = newest(0, TimeRange.ALL).getLast();
    assertThat(third.event()).isEqualTo(micros("2026-01-05T00:00:00Z"));
    assertThat(third.created()).isEqualTo(micros("2026-01-06T00:00:00Z"));
    assertThat(third.ingest()).isEqualTo(WrittenHistory.INGEST + 2);
  }

  @Test
  void givesOnlyWhatCameAfterASnapshotAndLiesInARange() {
    assertThat(newest(1, TimeRange.ALL))
        .extracting(r -> r.keys().getFirst())
        .containsExactly(1L, 3L);
    assertThat(newest(1, TimeRange.ALL).getFirst().values()).containsExactly(2.0, "late");
    TimeRange second =
        new TimeRange(micros("2026-01-02T00:00:00Z"), micros("2026-01-03T00:00:00Z"));
    assertThat(newest(0, second)).extracting(r -> r.values().getLast()).containsExactly("late");
    assertThat(engine.rows().countEntities(history.scan(), 0, TimeRange.ALL)).isEqualTo(3);
    assertThat(engine.rows().countEntities(history.scan(), 1, TimeRange.ALL)).isEqualTo(2);
    assertThat(engine.rows().countEntities(history.scan(), 0, second)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int64", "string"})
  void givesEachOfManyEntitiesOnceAndInTheOrderOfKeys(String type) {
    int entities = 300_000;
    FeatureView view =
        FeatureView.of("many", "patient", List.of(Field.of("bp", ValueType.parse("int64"))));
    Entity patient =
        new Entity(
            "patient", Label.NONE, List.of(new JoinKey("patient_id", ValueType.parse(type))));
    WrittenHistory many = new WrittenHistory(engine.files(), folder, view, patient);
    many.append(manyRows(entities, 1, 1));
    many.append(manyRows(entities, 2, 7));
    List<String> keys = new ArrayList<>(entities);
    List<Object> wrong = new ArrayList<>();
    engine
        .rows()
        .newestRows(
            many.scan(),
            0,
            TimeRange.ALL,
            row -> {
              String key = row.keys().getFirst().toString();
              long expected = Integer.parseInt(key) % 7 == 0 ? 2 : 1;
              keys.add(key);
              if (!row.values().equals(List.of(expected))) {
                wrong.add(row);
              }
            });
    assertThat(wrong).isEmpty();
    assertThat(keys).hasSize(entities).doesNotHaveDuplicates().isSorted();
  }

  /** Of one entity in so many, with keys that are in order as text, too. */
  private static String manyRows(int entities, int day, int step) {
    StringBuilder csv = new StringBuilder("patient_id,event_time,bp\n");
    for (int i = 0; i < entities; i += step) {
      csv.append(1_000_006 + i)
          .append(",2026-01-0")
          .append(day)
          .append(',')
          .append(day)
          .append('\n');
    }
    return csv.toString();
  }

  @Test
  void givesAllRowsOldestFirstForEachEntity() {
    List<OfflineRow> rows = new ArrayList<>();
    engine.rows().allRows(history.scan(), 0, TimeRange.ALL, rows::add);
    assertThat(rows)
        .extracting(r -> r.values().getLast())
        .containsExactly("old", "late", "newest", null, null);
  }

  @Test
  void splitsEntitiesIntoSamplesThatLeaveNoneOutAndHaveNoneTwice() {
    StringBuilder many = new StringBuilder(HEAD);
    for (int patient = 0; patient < 500; patient++) {
      many.append(patient).append(",2026-01-07,,1,\n");
    }
    history.append(many.toString());
    List<Object> keys = new ArrayList<>();
    for (int which = 0; which < 4; which++) {
      int before = keys.size();
      engine.rows().sampleNewestRows(history.scan(), 4, which, r -> keys.add(r.keys().getFirst()));
      assertThat(keys.size() - before).isBetween(60, 200);
    }
    assertThat(keys).doesNotHaveDuplicates().hasSize(500);
  }

  @Test
  void showsNothingThatWasReplacedTakenBackOrDeleted() {
    history.add(new Change.Retract(2, "wrong"));
    assertThat(newest(0, TimeRange.ALL))
        .extracting(r -> r.keys().getFirst())
        .containsExactly(1L, 2L);
    history.take(
        new Change.Replace(
            new TimeRange(micros("2026-01-03T00:00:00Z"), micros("2026-01-04T00:00:00Z"))),
        HEAD + "4,2026-01-03,,4,\n");
    assertThat(newest(0, TimeRange.ALL))
        .extracting(r -> r.keys().getFirst(), r -> r.values().getFirst())
        .containsExactly(pair(1L, 1.0), pair(2L, null), pair(4L, 4.0));
    history.add(new Change.Delete(List.of(List.of(2L)), "asked for"));
    assertThat(newest(0, TimeRange.ALL))
        .extracting(r -> r.keys().getFirst())
        .containsExactly(1L, 4L);
  }

  @Test
  void keepsValuesOfEveryTypeAsTheyWere() {
    FeatureView view =
        FeatureView.of(
            "every",
            "patient",
            List.of(
                field("flag", "bool"),
                field("small", "int32"),
                field("big", "int64"),
                field("single", "float32"),
                field("wide", "float64"),
                field("word", "string"),
                field("seen", "timestamp")));
    WrittenHistory every = new WrittenHistory(engine.files(), folder, view, Patients.ENTITY);
    every.append(
        """
        patient_id,event_time,flag,small,big,single,wide,word,seen
        1,2026-01-01,true,-2147483648,9223372036854775807,0.1,NaN,"a,""ü",1969-12-31T23:59:59.999999Z
        2,2026-01-01,false,0,-9223372036854775808,Infinity,-0.0,,
        """);
    List<List<Object>> values = new ArrayList<>();
    engine
        .rows()
        .newestRows(every.scan(), 0, TimeRange.ALL, r -> values.add(new ArrayList<>(r.values())));
    assertThat(values.getFirst())
        .containsExactly(true, Integer.MIN_VALUE, Long.MAX_VALUE, 0.1f, Double.NaN, "a,\"ü", -1L);
    assertThat(values.getLast())
        .containsExactly(false, 0, Long.MIN_VALUE, Float.POSITIVE_INFINITY, -0.0, null, null);
  }

  @Test
  void describesTheValuesOfEachField() {
    history.append(HEAD + "9,2026-01-01,,Infinity,zz\n");
    List<FieldStatistics> found = engine.statistics().of(history.scan());
    assertThat(found).extracting(FieldStatistics::field).containsExactly("bp", "note");
    FieldStatistics bp = found.getFirst();
    assertThat(bp.count()).isEqualTo(5);
    assertThat(bp.nulls()).isEqualTo(1);
    assertThat(bp.notFinite()).isEqualTo(1);
    assertThat(bp.mean()).isEqualTo(2.75);
    assertThat(bp.quantiles()).hasSize(5).isSorted();
    assertThat(bp.histogram()).hasSize(20);
    assertThat(bp.histogram().stream().mapToLong(Long::longValue).sum()).isEqualTo(4);
    assertThat(found.getLast().least()).isEqualTo("late");
    assertThat(found.getLast().greatest()).isEqualTo("zz");
  }

  private List<OfflineRow> newest(long after, TimeRange events) {
    return read(rows -> engine.rows().newestRows(history.scan(), after, events, rows::add));
  }

  private static List<OfflineRow> read(Consumer<List<OfflineRow>> reading) {
    List<OfflineRow> rows = new ArrayList<>();
    reading.accept(rows);
    return rows;
  }

  private static Field field(String name, String type) {
    return Field.of(name, ValueType.parse(type));
  }

  private static Tuple row(Object key, @Nullable Object value, Object snapshot) {
    return tuple(key, value, snapshot);
  }

  private static Tuple pair(Object key, @Nullable Object value) {
    return tuple(key, value);
  }

  private static long micros(String at) {
    return RowTimes.micros(Instant.parse(at));
  }
}
