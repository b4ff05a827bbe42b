package dev.thermocline.record.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.record.RecordTest;
import java.util.List;
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
    for (String secret : List.of("hunter1", "hunter2")) {
      database.queryForList("SELECT pg_sleep(?), ?::text AS one_shape", 0.25, secret);
    }
    database.queryForList("SELECT pg_sleep(?), ?::text AS quick", 0.01, "hunter3");

    assertThat(output.getAll())
        .containsOnlyOnce("A slow statement: SELECT pg_sleep($1), $2::text AS one_shape")
        .contains("Result  (cost=")
        .doesNotContain("AS quick", "hunter");
  }
}
