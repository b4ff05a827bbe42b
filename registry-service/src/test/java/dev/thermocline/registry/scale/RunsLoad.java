package dev.thermocline.registry.scale;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Puts the runs into Postgres by COPY, past the registry, and indexes them afterwards. */
final class RunsLoad {
  static final long EXPERIMENT = 77;
  private static final String PLACE = "default\t";
  private static final String RARE_DATA = "00000000-0000-7000-8000-000000000077";

  private final Connection connection;
  private final BigRun.Experiment experiment;

  private RunsLoad(Connection connection, BigRun.Experiment experiment) {
    this.connection = connection;
    this.experiment = experiment;
  }

  static void load(DataSource database, BigRun.Experiment experiment)
      throws SQLException, IOException {
    try (Connection connection = database.getConnection()) {
      new RunsLoad(connection, experiment).load();
    }
  }

  private void load() throws SQLException, IOException {
    run("SET maintenance_work_mem = '256MB'");
    run(
        "INSERT INTO experiment (project, experiment_id, name, artifact_location, created_at,"
            + " updated_at) VALUES ('default', 77, 'large', 'mlflow-artifacts:/77', 0, 0)");
    run(
        "INSERT INTO run_dataset (project, experiment_id, dataset_id, name, digest, source_type,"
            + " source) VALUES ('default', 77, '"
            + RARE_DATA
            + "', 'rare-data', 'd1', 'local', 'here')");
    List<String> indexes = dropIndexes();
    copy(
        "run (project, run_id, experiment_id, name, user_id, status, started_at, ended_at,"
            + " artifact_uri)",
        RunsLoad::run);
    copy(
        "latest_metric (project, run_id, experiment_id, key, value, logged_at, step)",
        (run, out) -> metrics(run, out, "\t77\t"));
    copy(
        "metric_point (project, run_id, key, value, logged_at, step)",
        (run, out) -> metrics(run, out, "\t"));
    copy("run_param (project, run_id, experiment_id, key, value)", RunsLoad::params);
    copy("run_tag (project, run_id, experiment_id, key, value)", RunsLoad::tags);
    copy(
        "run_input (project, run_id, dataset_id, tags)",
        (run, out) -> {
          if (run.onRareData()) {
            out.append(PLACE).append(run.id()).append('\t').append(RARE_DATA).append("\t[]\n");
          }
        });
    for (String index : indexes) {
      run(index);
    }
    run("VACUUM ANALYZE");
  }

  /** An index that is made over all rows at once takes a fraction of the time; its definition. */
  private List<String> dropIndexes() throws SQLException {
    List<String> definitions = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisunique
                  AND i.indrelid = ANY (ARRAY['run', 'latest_metric', 'run_param',
                    'run_tag']::regclass[])
                """)) {
      while (rows.next()) {
        names.add(rows.getString(1));
        definitions.add(rows.getString(2));
      }
    }
    for (String name : names) {
      run("DROP INDEX " + name);
    }
    return definitions;
  }

  private void copy(String into, BiConsumer<BigRun, StringBuilder> rows)
      throws SQLException, IOException {
    try (var out =
        new PGCopyOutputStream(
            connection.unwrap(PGConnection.class), "COPY " + into + " FROM STDIN", 1 << 16)) {
      StringBuilder text = new StringBuilder();
      for (int n = 0; n < experiment.runs(); n++) {
        rows.accept(experiment.run(n), text);
        if (text.length() > 60_000 || n == experiment.runs() - 1) {
          out.write(text.toString().getBytes(StandardCharsets.UTF_8));
          text.setLength(0);
        }
      }
    }
  }

  private void run(String statement) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static void run(BigRun run, StringBuilder out) {
    out.append(PLACE).append(run.id()).append("\t77\t").append(run.name()).append('\t');
    out.append(run.user()).append('\t').append(run.status()).append('\t');
    out.append(run.startedAt()).append('\t');
    out.append(run.endedAt() == null ? "\\N" : run.endedAt().toString());
    out.append("\tmlflow-artifacts:/77/").append(run.id()).append("/artifacts\n");
  }

  private static void metrics(BigRun run, StringBuilder out, String between) {
    metric(run, "accuracy", run.accuracy(), out, between);
    metric(run, "epochs", run.epochs(), out, between);
    metric(run, "loss", run.loss(), out, between);
    if (run.rare() != null) {
      metric(run, "rare", run.rare(), out, between);
    }
  }

  private static void metric(
      BigRun run, String key, double value, StringBuilder out, String between) {
    out.append(PLACE).append(run.id()).append(between).append(key).append('\t').append(value);
    out.append('\t').append(run.startedAt()).append("\t9\n");
  }

  private static void params(BigRun run, StringBuilder out) {
    entry(run, "kind", run.kind(), out);
    entry(run, "lr", run.learningRate(), out);
    entry(run, "trial", run.trial(), out);
  }

  private static void tags(BigRun run, StringBuilder out) {
    entry(run, "commit", run.commit(), out);
    entry(run, "team", run.team(), out);
  }

  private static void entry(BigRun run, String key, String value, StringBuilder out) {
    out.append(PLACE).append(run.id()).append("\t77\t").append(key).append('\t').append(value);
    out.append('\n');
  }
}
