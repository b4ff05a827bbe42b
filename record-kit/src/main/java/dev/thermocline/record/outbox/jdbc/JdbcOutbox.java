package dev.thermocline.record.outbox.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.outbox.Outbox;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

final class JdbcOutbox implements Outbox {
  private final JdbcTemplate jdbc;
  private final JsonMapper json;
  private final Clock clock;
  private final Runnable committed;

  JdbcOutbox(JdbcTemplate jdbc, JsonMapper json, Clock clock, Runnable committed) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
    this.committed = committed;
  }

  @Override
  public void append(
      Project project, String topic, String key, long revision, String type, Object data) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "An event (" + type + ") belongs to the transaction of its change, and there is none.");
    }
    Instant now = clock.instant();
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("schemaVersion", 1);
    event.put("type", type);
    event.put("project", project.name());
    event.put("key", key);
    event.put("revision", revision);
    event.put("at", now.toString());
    event.put("data", data);
    jdbc.update(
        "insert into outbox (project, topic, key, aggregate_revision, event, request_id, at)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        project.name(),
        topic,
        key,
        revision,
        json.writeValueAsString(event),
        RequestId.current(),
        Timestamp.from(now));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            committed.run();
          }
        });
  }
}
