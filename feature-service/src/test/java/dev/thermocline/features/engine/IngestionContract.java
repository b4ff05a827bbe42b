package dev.thermocline.features.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.RowFiles.FileRange;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowFiles.Inspected;
import dev.thermocline.features.offline.RowFiles.Source;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an engine does with files of rows that come in. */
public abstract class IngestionContract {
  private static final Entity PATIENT = Patients.ENTITY;
  private static final FeatureView VITALS = Patients.vitals(null);
  private static final String HEAD = "patient_id,event_time,noted_at,bp,note\n";

  @TempDir private Path folder;

  protected abstract OfflineEngine engine(Path folder);

  @Test
  void writesAFileForEachDayAndTellsItsRowsAndTimes() {
    List<DatedFile> files =
        days(
            HEAD
                + "1,2026-01-02T00:30:00+01:00,2026-01-05T00:00:00Z,1.5,a\n"
                + "2,2026-01-01T10:00:00Z,,2.5,b\n"
                + "1,2026-01-02T00:00:00Z,,,\n");

    assertThat(files)
        .extracting(DatedFile::day)
        .containsExactly(LocalDate.parse("2026-01-01"), LocalDate.parse("2026-01-02"));
    assertThat(files.getFirst().range())
        .isEqualTo(
            new FileRange(
                2,
                micros("2026-01-01T10:00:00Z"),
                micros("2026-01-01T23:30:00Z"),
                micros("2026-01-01T10:00:00Z"),
                micros("2026-01-05T00:00:00Z")));
  }

  @Test
  void tellsWhetherEachLaterEventAlsoBecameKnownLater() {
    assertThat(ordered("1,2026-01-01,,1,\n1,2026-01-02,,2,\n2,2026-01-01,,1,\n")).isTrue();
    assertThat(ordered("1,2026-01-01,2026-01-03,1,\n1,2026-01-02,,2,\n")).isFalse();
    assertThat(ordered("1,2026-01-01,,1,\n1,2026-01-01,,2,\n")).isFalse();
  }

  @Test
  void readsLinesOfJsonAsItReadsCsv() throws IOException {
    Path json =
        Files.writeString(
            folder.resolve("rows.json"),
            "{\"patient_id\": 1, \"event_time\": \"2026-01-01T10:00:00Z\", \"noted_at\": null, \"bp\": 1.5, \"note\": \"a\"}\n");
    List<FileRange> ranges =
        engine(folder).files().write(source(json, Format.JSON), DatedFile::range).taken();
    assertThat(ranges).extracting(FileRange::rows).containsExactly(1L);
  }

  @Test
  void keepsRowsOfOneMomentInOrderWhateverTheZoneThatTheyCameWith() {
    assertThat(ordered("1,2026-01-02T00:30:00+01:00,,1,\n1,2026-01-01T23:30:00Z,,2,\n")).isFalse();
  }

  @Test
  void namesColumnsThatItLeavesOut() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("rows.csv"),
            "extra,patient_id,event_time,noted_at,bp,note\nx,1,2026-01-01,,1,\n");
    List<String> ignored =
        engine(folder).files().write(source(file, Format.CSV), DatedFile::day).ignoredColumns();
    assertThat(ignored).containsExactly("extra");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NaN,2026-01-01,,1.5,a | patient_id",
        ",2026-01-01,,1.5,a | patient_id",
        "1.5,2026-01-01,,1.5,a | patient_id",
        "99999999999999999999,2026-01-01,,1.5,a | patient_id",
        "1,,,1.5,a | event_time",
        "1,yesterday,,1.5,a | event_time",
        "1,2026-01-01T00:00:00.0000001Z,,1.5,a | event_time",
        "1,2026-01-01T00:00:00+99:00,,1.5,a | event_time",
        "1,1700-01-01T00:00:00Z,,1.5,a | event_time",
        "1,9999999-01-01T00:00:00Z,,1.5,a | event_time",
        "1,2026-09-01T00:00:00Z,,1.5,a | event_time",
        "1,2026-01-01,never,1.5,a | noted_at",
        "1,2026-01-01,,high,a | bp",
      })
  void refusesARowThatIsWrongAndNamesItsColumn(String row, String named) {
    refused(Format.CSV, HEAD + "2,2026-01-01,,1,\n" + row + "\n", named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CSV | patient_id,event_time,bp,note | noted_at",
        "CSV | patient_id,event_time,noted_at,bp,note | no rows",
        "JSON | {\"patient_id\": | ",
        "PARQUET | PAR1 this is none at all PAR1 | ",
        "PARQUET | PAR1 and here it was cut off | cut off",
        "PARQUET | PARE is how an encrypted one begins and ends PARE | encrypted",
        "PARQUET | neither one nor the other | no Parquet",
      })
  void refusesAFileThatIsNoneOrDoesNotFit(Format format, String content, @Nullable String named) {
    refused(
        format,
        content + "\n".repeat(format == Format.PARQUET ? 0 : 1),
        named == null ? "" : named);
  }

  @Test
  void looksAtFilesThatStayWhereTheyAreAndRefusesRowsWhoseOrderTheyDoNotTell() throws SQLException {
    String columns =
        "COPY (SELECT * FROM (VALUES (1::BIGINT, TIMESTAMP '2026-01-01', NULL::TIMESTAMP, 1.5::DOUBLE, 'a'), (%d, TIMESTAMP '2026-01-01', NULL, 2.5, 'b')) t(patient_id, event_time, noted_at, bp, note)) TO FILE (FORMAT parquet)";
    Path good = Parquet.write(folder.resolve("good.parquet"), columns.formatted(2));
    Path tie = Parquet.write(folder.resolve("tie.parquet"), columns.formatted(1));
    RowFiles files = engine(folder).files();

    Inspected found = files.inspect(List.of(good), VITALS, PATIENT, WrittenHistory.NOW);
    assertThat(found.ranges()).extracting(FileRange::rows).containsExactly(2L);
    assertThat(found.ordered()).isTrue();
    assertThatThrownBy(() -> files.inspect(List.of(tie), VITALS, PATIENT, WrittenHistory.NOW))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("Ingest the files instead");
  }

  @Test
  void endsWithWhatATakerThrowsAndAsksItBeforeAnyFileIsWritten() {
    StringBuilder rows = new StringBuilder(HEAD);
    for (int day = 1; day <= 28; day++) {
      rows.append("1,2026-01-%02d,,%d,\n".formatted(day, day));
    }
    RowFiles files = engine(folder).files();
    RowFiles.Source source = source(written("rows.csv", rows.toString()), Format.CSV);
    assertThat(files.write(source, file -> file.day().getDayOfMonth()).taken())
        .isEqualTo(IntStream.rangeClosed(1, 28).boxed().toList());
    assertThatThrownBy(() ->
            files.write(
                source,
                file -> {
                  throw new IllegalStateException("no room on day " + file.day());
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no room on day");
    assertThatThrownBy(() ->
            files.write(
                source,
                new RowFiles.Taker<DatedFile>() {
                  @Override
                  public void expect(List<FileRange> ranges) {
                    throw new IllegalStateException(ranges.size() + " files are too many");
                  }

                  @Override
                  public DatedFile take(DatedFile file) {
                    throw new AssertionError("it was not asked first");
                  }
                }))
        .hasMessage("28 files are too many");
  }

  private List<DatedFile> days(String csv) {
    return engine(folder)
        .files()
        .write(
            source(written("rows.csv", csv), Format.CSV),
            taken -> {
              assertThat(taken.path()).exists();
              return taken;
            })
        .taken();
  }

  private boolean ordered(String rows) {
    return engine(folder)
        .files()
        .write(source(written("rows.csv", HEAD + rows), Format.CSV), DatedFile::day)
        .ordered();
  }

  private void refused(Format format, String content, String named) {
    Path file = written("bad", content);
    List<Object> taken = new ArrayList<>();
    assertThatThrownBy(() -> engine(folder).files().write(source(file, format), taken::add))
        .isInstanceOfSatisfying(
            ThermoclineException.class,
            e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNPROCESSABLE))
        .hasMessageContaining(named)
        .hasMessageNotContaining(folder.toString());
    assertThat(taken).isEmpty();
  }

  private Path written(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Source source(Path file, Format format) {
    return new Source(file, format, VITALS, PATIENT, WrittenHistory.NOW);
  }

  private static long micros(String at) {
    return RowTimes.micros(Instant.parse(at));
  }
}
