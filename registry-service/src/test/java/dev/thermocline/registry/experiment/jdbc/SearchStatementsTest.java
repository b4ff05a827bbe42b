package dev.thermocline.registry.experiment.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.search.Sql;
import dev.thermocline.testkit.Servers;
import dev.thermocline.testkit.WithServers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@WithServers
class SearchStatementsTest {
  private static final int LOCK = 4711;

  private final PGSimpleDataSource source = new PGSimpleDataSource();

  @BeforeEach
  void connect(Servers servers) {
    source.setUrl(servers.postgres().url());
    source.setUser(servers.postgres().user());
    source.setPassword(servers.postgres().password());
  }

  @Test
  void oneTooManyWaitsAndIsRefusedAndLaterOnesFindRoom() throws Exception {
    SearchStatements statements = statements(Duration.ofSeconds(60), 1);
    CompletableFuture<List<String>> first;
    try (Connection holder = source.getConnection();
        Statement lock = holder.createStatement()) {
      lock.execute("select pg_advisory_lock(" + LOCK + ")");
      first = CompletableFuture.supplyAsync(() -> search(statements, waiting()));
      Awaitility.await().until(() -> lockIsAwaited(lock));

      assertThatExceptionOfType(ThermoclineException.class)
          .isThrownBy(() -> search(statements, "select 'second'"))
          .withMessageContaining("Too many searches")
          .matches(e -> e.kind() == ErrorKind.TOO_MANY_REQUESTS);
    }
    assertThat(first.join()).hasSize(1);
    assertThat(search(statements, "select 'third'")).containsExactly("third");
  }

  @Test
  void oneThatTakesTooLongEndsWithAdviceAndGivesItsPlaceBack() {
    SearchStatements statements = statements(Duration.ofSeconds(1), 1);

    assertThatExceptionOfType(ThermoclineException.class)
        .isThrownBy(() -> search(statements, "select pg_sleep(60)::text"))
        .withMessageContaining("Narrow it")
        .matches(e -> e.kind() == ErrorKind.UNPROCESSABLE);
    assertThat(search(statements, "select 'next'")).containsExactly("next");
  }

  private SearchStatements statements(Duration timeout, int mostAtOnce) {
    return new SearchStatements(
        source, new SearchSettings(timeout, mostAtOnce), Duration.ofMillis(100));
  }

  private static List<String> search(SearchStatements statements, String sql) {
    return statements.query(new Sql().add(sql), row -> row.getString(1));
  }

  private static String waiting() {
    return "select pg_advisory_lock(" + LOCK + ")::text";
  }

  private static boolean lockIsAwaited(Statement statement) throws Exception {
    try (var found =
        statement.executeQuery(
            "select 1 from pg_locks where locktype = 'advisory' and not granted and objid = "
                + LOCK)) {
      return found.next();
    }
  }
}
