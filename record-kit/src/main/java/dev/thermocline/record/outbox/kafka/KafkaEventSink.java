package dev.thermocline.record.outbox.kafka;

import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.outbox.EventSink;
import dev.thermocline.record.outbox.WaitingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * One idempotent producer. Its delivery never times out by itself, because a record given up
 * between two others would be overtaken; instead this sink loses patience, and is closed with all
 * it holds.
 */
final class KafkaEventSink implements EventSink {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Producer<String, String> producer;
  private final Topics topics;

  KafkaEventSink(Producer<String, String> producer, Topics topics) {
    this.producer = producer;
    this.topics = topics;
  }

  @Override
  public void deliver(List<WaitingEvent> events) throws DeliveryFailed {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
    try {
      topics.ensure(events);
      for (WaitingEvent event : events) {
        sent.add(producer.send(recordOf(event)));
      }
      for (Future<RecordMetadata> acknowledged : sent) {
        acknowledged.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new DeliveryFailed("Kafka did not take the events", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeliveryFailed("Stopped while Kafka took the events", e);
    }
  }

  private ProducerRecord<String, String> recordOf(WaitingEvent event) {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(topics.nameOf(event), event.recordKey(), event.event());
    String requestId = event.requestId();
    if (requestId != null) {
      record.headers().add(RequestId.HEADER, requestId.getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
