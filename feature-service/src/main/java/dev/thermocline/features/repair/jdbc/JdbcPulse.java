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
  public long written(String primary) {
    return jdbc.sql("select written from hot_pulse where primary_name = ?")
        .param(primary)
        .query(Long.class)
        .optional()
        .orElse(-1L);
  }

  @Override
  public void markWritten(String primary, long value) {
    jdbc.sql(
            """
            insert into hot_pulse as p (primary_name, written) values (:primary, :value)
            on conflict (primary_name) do update set written = greatest(p.written, :value)
            """)
        .param("primary", primary)
        .param("value", value)
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
