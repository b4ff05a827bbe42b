package dev.thermocline.features.repair.jdbc;

import dev.thermocline.features.repair.Pulse;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Heartbeats in Postgres, which outlives every Redis. */
@Repository
class JdbcPulse implements Pulse {
  private final JdbcClient jdbc;

  JdbcPulse(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Known known(String primary) {
    return jdbc.sql("select written, life from hot_pulse where primary_name = ?")
        .param(primary)
        .query((row, n) -> new Known(row.getLong("written"), row.getString("life")))
        .optional()
        .orElse(new Known(-1, ""));
  }

  @Override
  public void markWritten(String primary, long value, String life) {
    jdbc.sql(
            """
            insert into hot_pulse as p (primary_name, written, life)
            values (:primary, :value, :life)
            on conflict (primary_name) do update
            set written = greatest(p.written, :value), life = :life
            """)
        .param("primary", primary)
        .param("value", value)
        .param("life", life)
        .update();
  }

  @Override
  public boolean isSuspect() {
    return jdbc.sql("select count(*) from hot_suspect").query(Long.class).single() > 0;
  }

  @Override
  public void setSuspect(boolean suspect) {
    if (suspect) {
      jdbc.sql("insert into hot_suspect (only_row) values (true) on conflict do nothing").update();
    } else {
      jdbc.sql("delete from hot_suspect").update();
    }
  }
}
