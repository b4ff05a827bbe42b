package dev.thermocline.record.outbox.jdbc;

import dev.thermocline.record.outbox.Outbox;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
  public void append(List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "An event ("
              + events.getFirst().type()
              + ") belongs to the transaction of its change, and there is none.");
    }
    Instant now = clock.instant();
    jdbc.update(
        """
        insert into outbox (project, topic, key, aggregate_revision, event, request_id, at)
        select e.project, e.topic, e.key, e.revision, e.event, e.request_id, ?
        from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])
          with ordinality as e (project, topic, key, revision, event, request_id, place)
        order by e.place
        """,
        Timestamp.from(now),
        texts(events, event -> event.project().name()),
        texts(events, Event::topic),
        texts(events, Event::key),
        events.stream().map(Event::revision).toArray(Long[]::new),
        texts(events, event -> json.writeValueAsString(told(event, now))),
        texts(events, Event::requestId));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            committed.run();
          }
        });
  }

  private static Map<String, Object> told(Event event, Instant at) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("schemaVersion", 1);
    told.put("type", event.type());
    told.put("project", event.project().name());
    told.put("key", event.key());
    told.put("revision", event.revision());
    told.put("at", at.toString());
    told.put("data", event.data());
    return told;
  }

  private static @Nullable String[] texts(
      List<Event> events, Function<Event, @Nullable String> text) {
    return events.stream().map(text).toArray(String[]::new);
  }
}
