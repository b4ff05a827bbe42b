package dev.thermocline.record.outbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.thermocline.record.outbox.WaitingEvent;
import dev.thermocline.record.outbox.WaitingEvents;
import dev.thermocline.testkit.Servers;
import dev.thermocline.testkit.WithServers;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

@WithServers
class JdbcWaitingEventsTest {
  private final PGSimpleDataSource database = new PGSimpleDataSource();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final JdbcWaitingEvents waiting = new JdbcWaitingEvents(database);

  @BeforeEach
  void tables(Servers servers) {
    Servers.Postgres postgres = servers.postgres();
    database.setUrl(postgres.url());
    database.setUser(postgres.user());
    database.setPassword(postgres.password());
    database.setCurrentSchema(postgres.schema());
    Flyway.configure()
        .dataSource(database)
        .defaultSchema(postgres.schema())
        .locations("classpath:db/record")
        .load()
        .migrate();
    jdbc.update("delete from outbox");
  }

  @Test
  void bringsWhatIsOlderInAKeyIntoTheBatchThatHasTheNewer() {
    write("deep", 9);
    for (int i = 0; i < 20; i++) {
      write("other-" + i, 1);
    }
    write("deep", 8);

    try (WaitingEvents.Turn turn = waiting.take().orElseThrow()) {
      List<WaitingEvent> batch = turn.next(5);

      assertThat(batch).hasSize(6);
      assertThat(batch.stream().filter(e -> e.key().equals("deep")).map(WaitingEvent::event))
          .containsExactly("8", "9");
    }
  }

  @Test
  void givesTheTurnToOneOnlyUntilItIsClosed() {
    WaitingEvents.Turn first = waiting.take().orElseThrow();
    assertThat(waiting.take()).isEmpty();

    first.close();

    WaitingEvents.Turn second = waiting.take().orElseThrow();
    second.close();
  }

  @Test
  void forgetsNothingOnceItsTurnIsLost() {
    write("kept", 1);
    try (WaitingEvents.Turn lost = waiting.take().orElseThrow()) {
      List<WaitingEvent> batch = lost.next(5);
      jdbc.queryForList(
          "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory'"
              + " and l.pid <> pg_backend_pid()"
              + " and l.objid = hashtext(current_schema())::bigint & 4294967295");

      try (WaitingEvents.Turn next = waiting.take().orElseThrow()) {
        assertThatIllegalStateException().isThrownBy(() -> lost.delivered(batch));
        assertThat(next.next(5)).hasSize(1);
      }
    }
  }

  @Test
  void countsWhatWaits() {
    write("a", 1);
    write("b", 1);

    assertThat(waiting.backlog().events()).isEqualTo(2);
    assertThat(waiting.backlog().oldest()).isPositive();
  }

  private void write(String key, long revision) {
    jdbc.update(
        "insert into outbox (project, topic, key, aggregate_revision, event, at)"
            + " values ('default', 't', ?, ?, ?, now() - interval '1 second')",
        key,
        revision,
        String.valueOf(revision));
  }
}
