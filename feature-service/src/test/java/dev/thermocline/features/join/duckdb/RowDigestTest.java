package dev.thermocline.features.join.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.duckdb.DuckEngine;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class RowDigestTest {
  private static final String ROWS =
      "SELECT * FROM (VALUES (1::BIGINT, 'a', 1.5::DOUBLE, true, TIMESTAMP '2026-01-01'), (2, NULL, 'NaN', false, NULL), (NULL, 'b', -0.0, NULL, TIMESTAMP '1969-12-31')) t(i, s, d, f, t)";

  private static final DuckSessions SESSIONS =
      DuckEngine.sessions(Path.of("target", "row-digest"), DataSize.ofMegabytes(256), 2);

  private static String digest(String rows) {
    try (DuckSession session = SESSIONS.open()) {
      return RowDigest.of(session, rows);
    }
  }

  @Test
  void staysTheSameFromOneVersionToTheNext() {
    assertThat(digest(ROWS)).isEqualTo("3fafc8b65cc140e01a15fbdd5829b337");
  }

  @Test
  void doesNotDependOnTheOrderOfRows() {
    assertThat(digest(ROWS + " ORDER BY d")).isEqualTo(digest(ROWS + " ORDER BY i DESC"));
  }

  @Test
  void knowsOneZero() {
    assertThat(digest("SELECT '-0'::DOUBLE AS x")).isEqualTo(digest("SELECT 0::DOUBLE AS x"));
  }

  @Test
  void seesARowThatComesTwice() {
    assertThat(digest(ROWS + " UNION ALL SELECT * FROM (" + ROWS + ") WHERE i = 1"))
        .isNotEqualTo(digest(ROWS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'ab' AS x, 'c' AS y | 'a' AS x, 'bc' AS y",
        "NULL::BIGINT AS x | 0::BIGINT AS x",
        "NULL::VARCHAR AS x | '' AS x",
        "'a' AS x | concat('a', chr(0)) AS x",
        "1 AS x, NULL::BIGINT AS y | NULL::BIGINT AS x, 1 AS y",
        "1::BIGINT AS x, 2::BIGINT AS y | 2::BIGINT AS x, 1::BIGINT AS y",
      })
  void tellsRowsApart(String one, String other) {
    assertThat(digest("SELECT " + one)).isNotEqualTo(digest("SELECT " + other));
  }

  @Test
  void seesNullsBeyondTheSixtyFourthColumn() {
    StringBuilder zeros = new StringBuilder("SELECT 0::BIGINT AS c0");
    StringBuilder last = new StringBuilder("SELECT 0::BIGINT AS c0");
    for (int i = 1; i < 130; i++) {
      zeros.append(", 0::BIGINT AS c").append(i);
      last.append(i == 129 ? ", NULL::BIGINT AS c" : ", 0::BIGINT AS c").append(i);
    }
    assertThat(digest(last.toString())).isNotEqualTo(digest(zeros.toString()));
  }
}
