package dev.thermocline.record.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.RecordTest;
import dev.thermocline.testkit.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutboxTest extends RecordTest {
  private static final String TOPIC = "thermocline.models";

  private final Outbox outbox;
  private final WaitingEvents waiting;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  @Autowired
  OutboxTest(
      Outbox outbox,
      WaitingEvents waiting,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions) {
    this.outbox = outbox;
    this.waiting = waiting;
    this.jdbc = jdbc;
    this.transactions = new TransactionTemplate(transactions);
  }

  @Test
  void tellsWhatWasCommittedAndNothingThatWasRolledBack() {
    transactions.executeWithoutResult(status -> append("kept", 1));
    transactions.executeWithoutResult(status -> {
      append("dropped", 1);
      status.setRollbackOnly();
    });
    transactions.executeWithoutResult(status -> append("kept", 2));

    List<JsonNode> events = eventsOf("kept", 2);

    assertThat(events).extracting(e -> e.get("revision").asLong()).containsExactly(1L, 2L);
    assertThat(events.getFirst().get("type").asString()).isEqualTo("model.changed");
    assertThat(events.getFirst().get("project").asString()).isEqualTo("default");
    assertThat(events.getFirst().get("schemaVersion").asInt()).isEqualTo(1);
    assertThat(events.getFirst().get("data").get("of").asString()).isEqualTo("kept");
    assertThat(eventsOf("dropped", 0)).isEmpty();
  }

  @Test
  void wantsTheTransactionOfTheChange() {
    assertThatIllegalStateException().isThrownBy(() -> append("alone", 1));
  }

  @Test
  void keepsOrderOfAKeyWhoeverWroteItsEventFirst() throws Exception {
    jdbc.execute("create table if not exists aggregate (name text primary key, revision bigint)");
    jdbc.update("insert into aggregate values ('raced', 0) on conflict do nothing");
    // The first transaction takes the lock late, but its event's id early: an id says nothing.
    CountDownLatch early = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    Thread slow =
        Thread.ofVirtual()
            .start(() ->
                transactions.executeWithoutResult(status -> {
                  append("raced", 2);
                  early.countDown();
                  await(second);
                  jdbc.update("update aggregate set revision = 2 where name = 'raced'");
                }));
    await(early);
    transactions.executeWithoutResult(status -> {
      jdbc.update("update aggregate set revision = 1 where name = 'raced'");
      append("raced", 1);
    });
    second.countDown();
    slow.join();

    assertThat(eventsOf("raced", 2))
        .extracting(e -> e.get("revision").asLong())
        .containsExactly(1L, 2L);
  }

  @Test
  void givesTheTurnToOneAtATimeAndForgetsWhatWasDelivered() {
    transactions.executeWithoutResult(status -> append("forgotten", 1));

    assertThat(eventsOf("forgotten", 1)).hasSize(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                jdbc.queryForObject(
                    "select count(*) from outbox where key = 'forgotten'", Long.class),
            count -> count != null && count == 0);
    assertThat(waiting.take()).isEmpty();
  }

  @Test
  void carriesTheIdOfTheRequestThatMadeTheChange() {
    MDC.put(RequestId.LOG_KEY, "request-7");
    try {
      transactions.executeWithoutResult(status -> append("asked", 1));
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }

    assertThat(recordsOf("asked", 1))
        .singleElement()
        .extracting(record -> record.headers().lastHeader(RequestId.HEADER).value())
        .isEqualTo("request-7".getBytes(StandardCharsets.UTF_8));
  }

  private void append(String key, long revision) {
    outbox.append(Project.DEFAULT, TOPIC, key, revision, "model.changed", Map.of("of", key));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<JsonNode> eventsOf(String key, int atLeast) {
    return recordsOf(key, atLeast).stream()
        .map(record -> JsonMapper.shared().readTree(record.value()))
        .toList();
  }

  /** Everything in the topic about a key, once there is as much of it as expected. */
  private static List<ConsumerRecord<String, String>> recordsOf(String key, int atLeast) {
    Servers.Kafka kafka = Servers.of(RecordTest.class).kafka();
    String topic = kafka.topicPrefix() + TOPIC;
    List<ConsumerRecord<String, String>> events = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      boolean atEnd = false;
      while ((events.size() < atLeast || !atEnd) && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(key)) {
            events.add(record);
          }
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        atEnd = partitions.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
      }
    }
    return events;
  }
}
