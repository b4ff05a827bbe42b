package dev.thermocline.features.offline.jdbc;

import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.Snapshot.Origin;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.SnapshotStore;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.project.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The history of views in Postgres. */
@Repository
class JdbcSnapshotStore implements SnapshotStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;

  JdbcSnapshotStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  // Two statements and one moment: an entry that comes between them must not lack its files.
  @Override
  @Transactional(readOnly = true, propagation = Propagation.REQUIRED)
  public ViewHistory load(Project project, String view, int viewNumber) {
    List<Snapshot> bare =
        jdbc.sql(
                """
                select number, change, range_from, range_to, target, reason, deleted, ingest, schema,
                  source, own_layout, ordered, ingest_column, author, at
                from snapshot where project = ? and view_number = ? order by number
                """)
            .params(project.name(), viewNumber)
            .query((row, n) -> snapshot(view, viewNumber, row))
            .list();
    Map<Long, List<SnapshotFile>> files = files(project, viewNumber);
    return new ViewHistory(
        view,
        bare.stream().map(s -> s.withFiles(files.getOrDefault(s.number(), List.of()))).toList());
  }

  private Map<Long, List<SnapshotFile>> files(Project project, int viewNumber) {
    Map<Long, List<SnapshotFile>> files = new HashMap<>();
    jdbc.sql(
            """
            select snapshot, bucket, key, row_count, size, sha256, etag, least_event,
              greatest_event, least_available, greatest_available
            from snapshot_file where project = ? and view_number = ? order by snapshot, position
            """)
        .params(project.name(), viewNumber)
        .query(row -> {
          files.computeIfAbsent(row.getLong("snapshot"), n -> new ArrayList<>()).add(file(row));
        });
    return files;
  }

  private static SnapshotFile file(ResultSet row) throws SQLException {
    return new SnapshotFile(
        row.getString("bucket"),
        row.getString("key"),
        row.getLong("row_count"),
        row.getLong("size"),
        row.getString("sha256"),
        row.getString("etag"),
        row.getLong("least_event"),
        row.getLong("greatest_event"),
        row.getLong("least_available"),
        row.getLong("greatest_available"));
  }

  private static Snapshot snapshot(String view, int viewNumber, ResultSet row) throws SQLException {
    return new Snapshot(
        view,
        viewNumber,
        row.getLong("number"),
        change(row),
        row.getLong("ingest"),
        row.getInt("schema"),
        List.of(),
        new Origin(
            row.getString("source"),
            row.getBoolean("own_layout"),
            row.getBoolean("ordered"),
            row.getBoolean("ingest_column")),
        row.getString("author"),
        row.getTimestamp("at").toInstant());
  }

  private static Change change(ResultSet row) throws SQLException {
    return switch (row.getString("change")) {
      case "append" -> new Change.Append();
      case "replace" ->
          new Change.Replace(new TimeRange(row.getLong("range_from"), row.getLong("range_to")));
      case "compact" -> new Change.Compact(row.getLong("range_from"), row.getLong("range_to"));
      case "retract" -> new Change.Retract(row.getLong("target"), row.getString("reason"));
      case "delete" ->
          new Change.Delete(
              JSON.readValue(row.getString("deleted"), new TypeReference<List<List<Object>>>() {}),
              row.getString("reason"));
      default -> throw new SQLException("unknown change " + row.getString("change"));
    };
  }

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public Snapshot append(
      Project project, int viewNumber, long now, @Nullable UUID job, LongFunction<Snapshot> entry) {
    // The view's own row is the lock: numbers have no gaps and ingest times rise with them.
    jdbc.sql("select number from view_number where project = ? and number = ? for update")
        .params(project.name(), viewNumber)
        .query(Integer.class)
        .single();
    Long before = job == null ? null : madeBy(project, viewNumber, job).orElse(null);
    if (before != null) {
      return load(project, entry.apply(before).view(), viewNumber).get(before);
    }
    long[] last =
        jdbc.sql(
                """
                select coalesce(max(number), 0), coalesce(max(ingest), 0)
                from snapshot where project = ? and view_number = ?
                """)
            .params(project.name(), viewNumber)
            .query((row, n) -> new long[] {row.getLong(1), row.getLong(2)})
            .single();
    Snapshot made = entry.apply(last[0] + 1);
    Snapshot snapshot = withIngest(made, Math.max(now, last[1] + 1));
    insert(project, snapshot, job);
    insertFiles(project, snapshot);
    return snapshot;
  }

  @Override
  public Optional<Long> madeBy(Project project, int viewNumber, UUID job) {
    return jdbc.sql("select number from snapshot where project = ? and view_number = ? and job = ?")
        .params(project.name(), viewNumber, job)
        .query(Long.class)
        .optional();
  }

  @Override
  public Set<String> named(String bucket, Collection<String> keys) {
    return Set.copyOf(
        jdbc.sql("select distinct key from snapshot_file where bucket = :bucket and key in (:keys)")
            .param("bucket", bucket)
            .param("keys", keys)
            .query(String.class)
            .list());
  }

  private void insert(Project project, Snapshot snapshot, @Nullable UUID job) {
    Row row = Row.of(snapshot.change());
    jdbc.sql(
            """
            insert into snapshot (project, view_number, number, view, change, range_from, range_to,
              target, reason, deleted, ingest, schema, source, own_layout, ordered, ingest_column,
              author, at, job)
            values (:project, :viewNumber, :number, :view, :change, :from, :to, :target, :reason,
              :deleted::jsonb, :ingest, :schema, :source, :own, :ordered, :ingestColumn, :author, :at,
              :job)
            """)
        .param("project", project.name())
        .param("viewNumber", snapshot.viewNumber())
        .param("number", snapshot.number())
        .param("view", snapshot.view())
        .param("change", row.change())
        .param("from", row.from(), java.sql.Types.BIGINT)
        .param("to", row.to(), java.sql.Types.BIGINT)
        .param("target", row.target(), java.sql.Types.BIGINT)
        .param("reason", row.reason(), java.sql.Types.VARCHAR)
        .param("deleted", row.deleted(), java.sql.Types.VARCHAR)
        .param("ingest", snapshot.ingest())
        .param("schema", snapshot.schema())
        .param("source", snapshot.origin().source())
        .param("own", snapshot.origin().ownLayout())
        .param("ordered", snapshot.origin().ordered())
        .param("ingestColumn", snapshot.origin().ingestColumn())
        .param("author", snapshot.author())
        .param("at", Timestamp.from(snapshot.at()))
        .param("job", job, java.sql.Types.OTHER)
        .update();
  }

  private void insertFiles(Project project, Snapshot snapshot) {
    int position = 0;
    for (SnapshotFile file : snapshot.files()) {
      jdbc.sql(
              """
              insert into snapshot_file (project, view_number, snapshot, position, bucket, key,
                row_count, size, sha256, etag, least_event, greatest_event, least_available,
                greatest_available)
              values (:project, :viewNumber, :snapshot, :position, :bucket, :key, :rows, :size,
                :sha256, :etag, :leastEvent, :greatestEvent, :leastAvailable, :greatestAvailable)
              """)
          .param("project", project.name())
          .param("viewNumber", snapshot.viewNumber())
          .param("snapshot", snapshot.number())
          .param("position", position++)
          .param("bucket", file.bucket())
          .param("key", file.key())
          .param("rows", file.rows())
          .param("size", file.size())
          .param("sha256", file.sha256(), java.sql.Types.VARCHAR)
          .param("etag", file.etag())
          .param("leastEvent", file.leastEvent())
          .param("greatestEvent", file.greatestEvent())
          .param("leastAvailable", file.leastAvailable())
          .param("greatestAvailable", file.greatestAvailable())
          .update();
    }
  }

  private static Snapshot withIngest(Snapshot s, long ingest) {
    return new Snapshot(
        s.view(),
        s.viewNumber(),
        s.number(),
        s.change(),
        ingest,
        s.schema(),
        s.files(),
        s.origin(),
        s.author(),
        s.at());
  }

  /** The columns of a change. */
  private record Row(
      String change,
      @Nullable Long from,
      @Nullable Long to,
      @Nullable Long target,
      @Nullable String reason,
      @Nullable String deleted) {
    static Row of(Change change) {
      return switch (change) {
        case Change.Append() -> new Row("append", null, null, null, null, null);
        case Change.Replace(TimeRange range) ->
            new Row("replace", range.from(), range.to(), null, null, null);
        case Change.Compact(long first, long last) ->
            new Row("compact", first, last, null, null, null);
        case Change.Retract(long target, String reason) ->
            new Row("retract", null, null, target, reason, null);
        case Change.Delete(List<List<Object>> entities, String reason) ->
            new Row("delete", null, null, null, reason, JSON.writeValueAsString(entities));
      };
    }
  }
}
