package dev.thermocline.record.outbox.jdbc;

import dev.thermocline.record.RecordMetrics;
import dev.thermocline.record.outbox.EventSinks;
import dev.thermocline.record.outbox.Outbox;
import dev.thermocline.record.outbox.Relay;
import dev.thermocline.record.outbox.WaitingEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
      "dev.thermocline.record.outbox.kafka.KafkaSinkAutoConfiguration"
    })
class OutboxAutoConfiguration {
  @Bean
  WaitingEvents waitingEvents(DataSource database) {
    return new JdbcWaitingEvents(database);
  }

  @Bean
  Relay outboxRelay(WaitingEvents waiting, EventSinks sinks, MeterRegistry metrics) {
    Relay relay = new Relay(waiting, sinks);
    Gauge.builder(RecordMetrics.OUTBOX_WAITING, relay, r -> r.backlog().events()).register(metrics);
    Gauge.builder(RecordMetrics.OUTBOX_OLDEST, relay, r -> r.backlog().oldest().toMillis() / 1000.0)
        .register(metrics);
    return relay;
  }

  @Bean
  Outbox outbox(JdbcTemplate jdbc, JsonMapper json, Clock clock, Relay relay) {
    return new JdbcOutbox(jdbc, json, clock, relay::wake);
  }

  /** Not before the tables are there and the service is up. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> outboxStarts(Relay relay) {
    return ready -> relay.start();
  }
}
