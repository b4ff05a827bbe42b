package dev.thermocline.features.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.transform.TransformEngine.Raw;
import dev.thermocline.features.transform.TransformEngine.Statement;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine does with statements of callers, in SQL that every engine knows. */
public abstract class TransformContract {
  @TempDir private Path folder;
  private OfflineEngine engine;
  private WrittenHistory history;

  protected abstract OfflineEngine engine(Path folder);

  @BeforeEach
  void write() {
    engine = engine(folder);
    history = new WrittenHistory(engine.files(), folder, Patients.vitals(null), Patients.ENTITY);
    history.append(
        "patient_id,event_time,noted_at,bp,note\n1,2026-01-01,,2,a\n1,2026-01-02,,4,b\n2,2026-01-01,,8,c\n");
  }

  @Test
  void writesTheRowsOfASelectOverViewsAndRawFiles() throws IOException, SQLException {
    Path weights =
        Files.writeString(folder.resolve("weights.csv"), "patient_id,weight\n1,10\n2,20\n");
    run(
        "SELECT v.patient_id, max(v.event_time) AS event_time, sum(v.bp * w.weight) AS bp FROM vitals v JOIN weights w ON w.patient_id = v.patient_id GROUP BY v.patient_id ORDER BY v.patient_id;",
        Map.of("weights", new Raw(Format.CSV, List.of(weights))),
        Duration.ofMinutes(1));
    assertThat(Parquet.rows(result(), "patient_id, bp"))
        .containsExactly(List.of(1L, 60.0), List.of(2L, 160.0));
  }

  @Test
  void seesTheColumnsOfAViewAndNoneOfTheEngines() throws IOException, SQLException {
    run("SELECT * FROM vitals", Map.of(), Duration.ofMinutes(1));
    assertThat(Parquet.rows(result(), "*").getFirst()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP VIEW vitals",
        "DELETE FROM vitals",
        "CREATE TABLE x AS SELECT 1",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "",
      })
  void refusesWhatIsNotOneSelectBeforeItRuns(String sql) {
    assertThatThrownBy(() -> engine.transformations().check(sql))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("one SELECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM nowhere",
        "SELECT nothing FROM vitals",
        "SELECT bp + note FROM vitals",
        "SELECT * FROM \"/etc/passwd\"",
      })
  void refusesAStatementThatDoesNotRun(String sql) {
    assertThatThrownBy(() -> run(sql, Map.of(), Duration.ofMinutes(1)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void stopsAStatementAtItsLimit() throws SQLException {
    Path numbers =
        Parquet.write(
            folder.resolve("numbers.parquet"),
            "COPY (SELECT i AS n FROM range(1000000) t(i)) TO FILE (FORMAT parquet)");
    assertThatThrownBy(() ->
            run(
                "SELECT sum(a.n * b.n) AS x FROM numbers a, numbers b",
                Map.of("numbers", new Raw(Format.PARQUET, List.of(numbers))),
                Duration.ofMillis(300)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("statement-limit");
  }

  private void run(String sql, Map<String, Raw> files, Duration limit) {
    engine
        .transformations()
        .run(new Statement(sql, Map.of("vitals", history.scan()), files, limit), result());
  }

  private Path result() {
    return folder.resolve("result.parquet");
  }
}
