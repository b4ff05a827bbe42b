package dev.thermocline.features.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.join.JoinEngine.JoinResult;
import dev.thermocline.features.join.JoinEngine.JoinTask;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.join.JoinEngine.OnDemand;
import dev.thermocline.features.join.JoinEngine.Output;
import dev.thermocline.features.join.JoinEngine.Progress;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a join is, case by case; {@link PointInTimeOracle} holds it against generated histories. */
public abstract class JoinContract {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;
  private OfflineEngine engine;
  private WrittenHistory history;

  protected abstract OfflineEngine engine(Path folder);

  @BeforeEach
  void write() {
    engine = engine(folder);
    history = new WrittenHistory(engine.files(), folder, Patients.vitals(DAY), Patients.ENTITY);
    history.append(
        """
        patient_id,event_time,noted_at,bp,note
        1,2026-01-01T00:00:00Z,,1,first
        1,2026-01-01T12:00:00Z,2026-01-01T18:00:00Z,2,late
        2,2026-01-01T00:00:00Z,,,empty
        """);
  }

  @Test
  void keepsOrderDuplicatesColumnsAndRowsWithoutAMatch() throws IOException, SQLException {
    JoinResult result =
        join(
            "label,patient_id,at\nc,9,2026-01-01T12:00:00Z\na,1,2026-01-01T06:00:00Z\nb,2,2026-01-01T06:00:00Z\na,1,2026-01-01T06:00:00Z\nd,,2026-01-01T06:00:00Z\n");
    assertThat(Parquet.rows(result(), "label, patient_id::BIGINT, bp, note"))
        .containsExactly(
            Arrays.asList("c", 9L, null, null),
            List.of("a", 1L, 1.0, "first"),
            Arrays.asList("b", 2L, null, "empty"),
            List.of("a", 1L, 1.0, "first"),
            Arrays.asList("d", null, null, null));
    assertThat(result.rows()).isEqualTo(5);
    assertThat(result.size()).isEqualTo(Files.size(result()));
    assertThat(result.schema())
        .extracting(c -> c.name())
        .containsExactly("label", "patient_id", "at", "bp", "note");
    assertThat(result.views().getFirst().found()).isEqualTo(3);
  }

  @Test
  void seesOnlyWhatWasKnownAtTheMoment() throws IOException, SQLException {
    String probes = "patient_id,at\n1,2026-01-01T17:59:59.999999Z\n1,2026-01-01T18:00:00Z\n";
    JoinResult exact = join(probes);
    assertThat(notes()).containsExactly("first", "late");
    assertThat(exact.views().getFirst().cutoff()).isTrue();
    assertThat(exact.views().getFirst().leaked()).isEqualTo(1);

    engine.joins().run(task(probes, true, List.of()), Progress.NONE);
    assertThat(notes()).containsExactly("late", "late");
  }

  @Test
  void takesTheLastMomentOfTheTtlInAndNothingBeyondIt() throws IOException, SQLException {
    JoinResult result =
        join("patient_id,at\n1,2026-01-02T12:00:00Z\n1,2026-01-02T12:00:00.000001Z\n");
    assertThat(notes()).containsExactly("late", null);
    assertThat(result.views().getFirst().expired()).isEqualTo(1);
  }

  @Test
  void givesEqualRowsAndBytesForEqualTasks() throws IOException {
    String probes = "patient_id,at\n1,2026-01-01T06:00:00Z\n2,2026-01-01T06:00:00Z\n";
    String turned = "patient_id,at\n2,2026-01-01T06:00:00Z\n1,2026-01-01T06:00:00Z\n";
    JoinResult first = join(probes);
    byte[] bytes = Files.readAllBytes(result());
    assertThat(join(probes).digest()).isEqualTo(first.digest());
    assertThat(Files.readAllBytes(result())).isEqualTo(bytes);
    assertThat(join(turned).digest()).isEqualTo(first.digest());
    assertThat(join(probes.replace("06:00", "20:00")).digest()).isNotEqualTo(first.digest());
  }

  @Test
  void computesExpressionsOverFeaturesAndColumns() throws IOException, SQLException {
    engine
        .joins()
        .run(
            task(
                "patient_id,at,weight\n1,2026-01-01T06:00:00Z,4\n2,2026-01-01T06:00:00Z,4\n",
                false,
                List.of(new OnDemand("ratio", "vitals:bp / weight"))),
            Progress.NONE);
    assertThat(Parquet.rows(result(), "ratio"))
        .containsExactly(List.of(0.25), Arrays.asList((Object) null));
  }

  @Test
  void tellsTheMomentsOfEntityRowsAndMakesRowsOfEveryKnownMoment()
      throws IOException, SQLException {
    Path probes =
        Files.writeString(
            folder.resolve("moments.csv"),
            "patient_id,at\n1,2026-01-03T00:00:00+02:00\n2,2026-01-01T00:00:00Z\n");
    assertThat(engine.joins().moments(probes, Format.CSV, "at"))
        .isEqualTo(
            new TimeRange(micros("2026-01-01T00:00:00Z"), micros("2026-01-02T22:00:00Z") + 1));

    engine
        .joins()
        .knownMoments(
            List.of(history.scan()),
            new TimeRange(micros("2026-01-01T00:00:00Z"), micros("2026-01-01T18:00:00Z") + 1),
            "at",
            result());
    assertThat(Parquet.rows(result(), "patient_id, epoch_us(\"at\")"))
        .containsExactly(
            List.of(1L, micros("2026-01-01T00:00:00Z")),
            List.of(1L, micros("2026-01-01T18:00:00Z")),
            List.of(2L, micros("2026-01-01T00:00:00Z")));
  }

  @Test
  void stopsWhenItIsToldTo() throws IOException {
    JoinTask task = task("patient_id,at\n1,2026-01-01T06:00:00Z\n", false, List.of());
    assertThatThrownBy(() -> engine.joins().run(task, (step, steps, canceller) -> canceller.run()))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("cancelled");
  }

  @Test
  void joinsMoreThanItsMemoryHolds() throws IOException, SQLException {
    Path many =
        Parquet.write(
            folder.resolve("many.parquet"),
            "COPY (SELECT i AS label, 1 + i % 2 AS patient_id, TIMESTAMP '2026-01-01 06:00:00' AS at, repeat('x', 200) || i AS filling FROM range(200000) t(i)) TO FILE (FORMAT parquet)");
    JoinResult result =
        engine
            .joins()
            .run(
                new JoinTask(
                    many, Format.PARQUET, "at", views(), List.of(), false, false, result()),
                Progress.NONE);
    assertThat(result.rows()).isEqualTo(200_000);
    assertThat(
            Parquet.rows(result(), "count(*) FILTER (bp = 1.0), count(*) FILTER (label % 2 = 0)"))
        .containsExactly(List.of(100_000L, 100_000L));
    assertThat(result.views().getFirst().leaked()).isNegative();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patient_id\\n1\\n | 'at'",
        "at\\n2026-01-01\\n | patient_id",
        "patient_id,at\\n1,soon\\n | at",
        "patient_id,at\\n1,2026-01-01T00:00:00+99:00\\n | at",
        "patient_id,at\\nNaN,2026-01-01\\n | patient_id",
        "patient_id,at\\none,2026-01-01\\n | patient_id",
        "patient_id,at,bp\\n1,2026-01-01,2\\n | bp",
      })
  void refusesEntityRowsThatDoNotFitAndNamesTheColumn(String csv, String named) {
    assertThatThrownBy(() -> join(csv.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            ThermoclineException.class,
            e ->
                assertThat(e.kind())
                    .isIn(ErrorKind.UNPROCESSABLE, ErrorKind.INVALID_ARGUMENT, ErrorKind.CONFLICT))
        .hasMessageContaining(named)
        .hasMessageNotContaining(folder.toString());
  }

  private JoinResult join(String probes) throws IOException {
    return engine.joins().run(task(probes, false, List.of()), JoinEngine.Progress.NONE);
  }

  private JoinTask task(String probes, boolean loose, List<OnDemand> expressions)
      throws IOException {
    Path rows = Files.writeString(folder.resolve("probes.csv"), probes);
    return new JoinTask(rows, Format.CSV, "at", views(), expressions, loose, true, result());
  }

  private List<JoinView> views() {
    return List.of(
        new JoinView(
            history.scan(), List.of(new Output("bp", 0, "bp"), new Output("note", 1, "note"))));
  }

  private Path result() {
    return folder.resolve("result.parquet");
  }

  private List<Object> notes() throws SQLException {
    return Parquet.rows(result(), "note").stream().<Object>map(List::getFirst).toList();
  }

  private static long micros(String at) {
    return RowTimes.micros(Instant.parse(at));
  }
}
