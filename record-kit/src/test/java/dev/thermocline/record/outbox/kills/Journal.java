package dev.thermocline.record.outbox.kills;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the database says was changed: each committed change wrote a line with it. */
final class Journal {
  static final String TOPIC = "thermocline.things";
  static final int KEYS = 8;

  private final JdbcTemplate jdbc;

  Journal(DataSource database, String schema) {
    this.jdbc = new JdbcTemplate(database);
    Flyway.configure()
        .dataSource(database)
        .defaultSchema(schema)
        .locations("classpath:db/record")
        .load()
        .migrate();
    jdbc.execute(
        """
        create table thing (project text, key text, revision bigint, primary key (project, key));
        create table journal (project text, key text, revision bigint, mark text, life text,
          primary key (project, key, revision));
        create index on journal (life);
        create table taken_back (mark text primary key);
        """);
    for (String project : List.of("default", "other")) {
      for (int i = 0; i < KEYS; i++) {
        jdbc.update("insert into thing values (?, ?, 0)", project, "thing-" + i);
      }
    }
  }

  /** The newest committed revision of each thing. */
  Map<String, Long> newest() {
    Map<String, Long> newest = new HashMap<>();
    jdbc.query(
        "select project, key, revision from thing where revision > 0",
        row -> {
          newest.put(row.getString(1) + "/" + row.getString(2), row.getLong(3));
        });
    return newest;
  }

  /** The mark of each committed change, by thing and revision. */
  Map<String, String> committed() {
    Map<String, String> marks = new HashMap<>();
    jdbc.query(
        "select project, key, revision, mark from journal",
        row -> {
          marks.put(
              row.getString(1) + "/" + row.getString(2) + "@" + row.getLong(3), row.getString(4));
        });
    return marks;
  }

  Set<String> takenBack() {
    return new HashSet<>(
        jdbc.query("select mark from taken_back", (row, number) -> row.getString(1)));
  }

  long waiting() {
    Long count = jdbc.queryForObject("select count(*) from outbox", Long.class);
    return count == null ? 0 : count;
  }

  boolean hasWritten(String life) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select 1 from journal where life = ?)", Boolean.class, life));
  }

  /** The replicas that hold the right to relay at this moment: one, or none between two. */
  List<String> relaying() {
    return jdbc.query(
        """
        select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and a.application_name like 'replica-%'
          and l.classid = (hashtext('thermocline.outbox')::bigint & 4294967295)::oid
        """,
        (row, number) -> row.getString(1));
  }
}
