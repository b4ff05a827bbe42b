package dev.thermocline.features.inference.duckdb;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.duckdb.Appending;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.KeptSession;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.inference.LogFile.Folder;
import dev.thermocline.features.inference.LogWriter;
import dev.thermocline.features.inference.LoggedRow;
import dev.thermocline.features.inference.PredictionJoin;
import dev.thermocline.features.inference.PredictionRows.Column;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Logged rows as Parquet, and predictions beside the feedback on them. */
@Component
class DuckInferenceFiles implements LogWriter, PredictionJoin {
  private static final String PREDICTIONS =
      """
      prediction_id VARCHAR, row_number BIGINT, event_timestamp BIGINT, deployment VARCHAR,
      deployment_revision BIGINT, routing_revision BIGINT, model VARCHAR, version VARCHAR,
      manifest_digest VARCHAR, cache VARCHAR, rung VARCHAR, latency_micros BIGINT,
      join_keys VARCHAR[], entity VARCHAR[], features VARCHAR, inputs VARCHAR, prediction VARCHAR,
      prediction_number DOUBLE, labels VARCHAR, ingest_timestamp BIGINT
      """;
  private static final String FEEDBACK =
      """
      prediction_id VARCHAR, event_timestamp BIGINT, given_by VARCHAR, feedback VARCHAR,
      ingest_timestamp BIGINT
      """;
  private static final String TIMES =
      """
      make_timestamp(event_timestamp) AS event_timestamp,
      make_timestamp(ingest_timestamp) AS ingest_timestamp\
      """;

  private final DuckSessions sessions;
  private final KeptSession writing;

  DuckInferenceFiles(DuckSessions sessions) {
    this.sessions = sessions;
    this.writing = sessions.keep();
  }

  @Override
  public <T> T write(Folder folder, List<LoggedRow> rows, Function<Path, T> taker) {
    boolean predictions = folder instanceof Folder.Predictions;
    return writing.use(session -> {
      session.run("CREATE TABLE rows (" + (predictions ? PREDICTIONS : FEEDBACK) + ")");
      try (Appending appending = session.append("rows")) {
        rows.forEach(row -> appending.add(values(row)));
      }
      Path file = session.folder().resolve("rows.parquet");
      session.run(
          "COPY (SELECT * REPLACE (%s) FROM rows ORDER BY event_timestamp, prediction_id) TO %s %s"
              .formatted(TIMES, Sql.text(file.toString()), Sql.PARQUET));
      session.run("DROP TABLE rows");
      T taken = taker.apply(file);
      session.remove(file);
      return taken;
    });
  }

  private static List<@Nullable Object> values(LoggedRow row) {
    return switch (row) {
      case LoggedRow.Predicted p ->
          Arrays.asList(
              p.predictionId(),
              (long) p.row(),
              p.at(),
              p.served().deployment(),
              p.served().deploymentRevision(),
              p.served().routingRevision(),
              p.served().model(),
              p.served().version(),
              p.served().manifestDigest(),
              p.cache(),
              p.rung(),
              p.latencyMicros(),
              p.joinKeys(),
              p.entity(),
              p.features(),
              p.inputs(),
              p.prediction(),
              p.number(),
              p.labels(),
              p.ingest());
      case LoggedRow.Feedback f ->
          Arrays.asList(f.predictionId(), f.at(), f.by(), f.feedback(), f.ingest());
    };
  }

  @Override
  public <T> T write(Task task, Taker<T> taker) {
    try (DuckSession session = sessions.open()) {
      session.run(
          """
          CREATE TEMP TABLE told AS SELECT DISTINCT ON (prediction_id, row_number) *
          FROM read_parquet(%s, hive_partitioning = false)
          WHERE event_timestamp >= make_timestamp(%d) AND event_timestamp < make_timestamp(%d)
          """
              .formatted(Sql.files(task.predictions()), task.from(), task.to()));
      session.run("CREATE TEMP TABLE heard AS " + heard(task));
      Path file = session.folder().resolve("prediction-rows.parquet");
      session.run(
          """
          COPY (
            SELECT t.prediction_id, t.row_number, %s t.event_timestamp, t.deployment, t.model,
              t.version, t.prediction, t.prediction_number,
              h.event_timestamp AS feedback_timestamp, h.feedback%s
            FROM told t LEFT JOIN heard h USING (prediction_id)
            ORDER BY t.event_timestamp, t.prediction_id, t.row_number)
          TO %s (FORMAT parquet)
          """
              .formatted(keys(session, task), columns(task.columns()), Sql.text(file.toString())));
      return taker.take(file, session.number("SELECT count(*) FROM told"));
    }
  }

  /** The newest feedback on each prediction. */
  private static String heard(Task task) {
    return task.feedback().isEmpty()
        ? "SELECT NULL::VARCHAR AS prediction_id, NULL::TIMESTAMP AS event_timestamp, NULL::VARCHAR AS feedback WHERE false"
        : """
        SELECT prediction_id, event_timestamp, feedback
        FROM read_parquet(%s, hive_partitioning = false)
        QUALIFY row_number() OVER (PARTITION BY prediction_id
          ORDER BY event_timestamp DESC, ingest_timestamp DESC, feedback) = 1
        """
            .formatted(Sql.files(task.feedback()));
  }

  /** A column for each join key, of the type that it is defined with. */
  private static String keys(DuckSession session, Task task) {
    List<String> names =
        session.list(
            "SELECT DISTINCT array_to_string(join_keys, chr(10)) FROM told",
            row -> row.getString(1));
    if (names.size() > 1) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The predictions of this time are about different join keys (%s). Ask for a shorter time."
              .formatted(String.join("; ", names).replace('\n', ',')));
    }
    List<String> columns = new ArrayList<>();
    int place = 1;
    for (String key :
        names.isEmpty() || names.getFirst().isEmpty()
            ? List.<String>of()
            : List.of(names.getFirst().split("\n", -1))) {
      ValueType type = task.keyTypes().get(key);
      String cast = type == null ? "VARCHAR" : Sql.type(type);
      columns.add("CAST(t.entity[%d] AS %s) AS %s, ".formatted(place++, cast, Sql.name(key)));
    }
    return String.join("", columns);
  }

  private static String columns(List<Column> columns) {
    StringBuilder sql = new StringBuilder();
    for (Column column : columns) {
      String path = "$.\"" + column.name() + "\"";
      sql.append(
          ", TRY_CAST(json_extract_string(h.feedback, %s) AS %s) AS %s"
              .formatted(Sql.text(path), Sql.type(column.type()), Sql.name(column.name())));
    }
    return sql.toString();
  }
}
