package dev.thermocline.record.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.record.RecordTest;
import dev.thermocline.testkit.Servers;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class ReadReplicaTest extends RecordTest {
  private final DataSource database;

  @Autowired
  ReadReplicaTest(DataSource database) {
    this.database = database;
  }

  @Test
  void readsFromTheCopyAndNeverWritesThere() throws SQLException {
    String url = Servers.of(RecordTest.class).postgres().url();
    String marked = url + (url.contains("?") ? "&" : "?") + "options=-c%20my.copy=yes";
    try (ReadReplica replica = new ReadReplica(database, marked)) {
      JdbcTemplate reads = new JdbcTemplate(replica.source());

      assertThat(reads.queryForObject("SELECT current_setting('my.copy', true)", String.class))
          .isEqualTo("yes");
      assertThat(reads.queryForObject("SELECT current_schema()", String.class))
          .isEqualTo(
              new JdbcTemplate(database).queryForObject("SELECT current_schema()", String.class));
      assertThatThrownBy(() -> reads.execute("CREATE TABLE written_to_the_copy (id int)"))
          .hasRootCauseMessage("ERROR: cannot execute CREATE TABLE in a read-only transaction");
    }
  }

  @Test
  void readsTheDatabaseItselfWhileTheCopyIsAway() throws SQLException {
    try (ReadReplica replica =
        new ReadReplica(database, "jdbc:postgresql://127.0.0.1:1/nobody?connectTimeout=1")) {
      assertThat(new JdbcTemplate(replica.source()).queryForObject("SELECT 1", Integer.class))
          .isOne();
    }
  }

  @Test
  void isTheDatabaseWhereNoCopyIsNamed() throws SQLException {
    try (ReadReplica replica = new ReadReplica(database, null)) {
      assertThat(replica.source()).isSameAs(database);
    }
  }
}
