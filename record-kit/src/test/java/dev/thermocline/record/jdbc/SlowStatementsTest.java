package dev.thermocline.record.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.record.RecordTest;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "thermocline.postgres.slow-statement=200ms")
class SlowStatementsTest extends RecordTest {
  private final JdbcTemplate database;

  @Autowired
  SlowStatementsTest(DataSource source) {
    this.database = new JdbcTemplate(source);
  }

  @Test
  void areLoggedOnceForTheirShapeWithThePlanAndWithoutValues(CapturedOutput output) {
    // The first look of all may still be making its connection.
    for (int tries = 0; tries < 40 && !output.getAll().contains("A slow statement"); tries++) {
      sleep(0.25, "hunter1");
    }
    sleep(0.25, "hunter2");
    database.queryForList("SELECT pg_sleep(?), ?::text AS quick", 0.01, "hunter3");

    assertThat(output.getAll())
        .containsOnlyOnce("A slow statement: SELECT pg_sleep($1), $2::text AS one_shape")
        .contains("Result  (cost=")
        .doesNotContain("AS quick", "hunter");
  }

  private void sleep(double seconds, String secret) {
    database.queryForList("SELECT pg_sleep(?), ?::text AS one_shape", seconds, secret);
  }
}
