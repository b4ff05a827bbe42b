package dev.thermocline.features.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.stream.PushLog;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.KafkaSettings;
import dev.thermocline.record.outbox.kafka.FreshTopics;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.stereotype.Component;

/** Pushes in Kafka, one message for each row. */
@Component
class KafkaPushLog implements PushLog {
  static final String TARGET = "to";
  static final String PUSH_KEY = "push-key";

  private static final int PARTITIONS = 6;
  private static final Duration PATIENCE = Bounds.KAFKA_CALL.plusSeconds(1);

  /** A day longer than the longest usual retention: rows pushed online alone are nowhere else. */
  private static final Duration KEPT = Duration.ofDays(8);

  private final KafkaSettings settings;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  KafkaPushLog(KafkaSettings settings) {
    this.settings = settings;
    this.producer =
        new KafkaProducer<>(
            settings.client(
                Map.of(
                    "acks",
                    "all",
                    "enable.idempotence",
                    true,
                    "linger.ms",
                    0,
                    "max.block.ms",
                    Bounds.KAFKA_REQUEST.toMillis(),
                    "delivery.timeout.ms",
                    (int) Bounds.KAFKA_CALL.toMillis(),
                    "compression.type",
                    "lz4")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public List<Appended> append(String topic, List<Message> messages) {
    ensure(topic);
    List<Future<RecordMetadata>> sent = new ArrayList<>(messages.size());
    try {
      for (Message message : messages) {
        sent.add(producer.send(record(topic, message)));
      }
      List<Appended> appended = new ArrayList<>(messages.size());
      for (Future<RecordMetadata> one : sent) {
        RecordMetadata at = one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        appended.add(Appended.at(at.partition(), at.offset(), at.timestamp()));
      }
      return appended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notKept(topic, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // It may have been deleted: the next push makes it again.
      known.remove(topic);
      throw notKept(topic, e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(String topic, Message message) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            settings.topic(topic), message.key().getBytes(UTF_8), message.json().getBytes(UTF_8));
    record.headers().add(TARGET, message.target().word().getBytes(UTF_8));
    String pushKey = message.pushKey();
    if (pushKey != null) {
      record.headers().add(PUSH_KEY, pushKey.getBytes(UTF_8));
    }
    return ofThisRequest(record);
  }

  private static ProducerRecord<byte[], byte[]> ofThisRequest(
      ProducerRecord<byte[], byte[]> record) {
    String request = RequestId.current();
    if (request != null) {
      record.headers().add(RequestId.HEADER, request.getBytes(UTF_8));
    }
    return record;
  }

  private static ThermoclineException notKept(String topic, Exception cause) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE,
        "The log of pushes (Kafka, topic %s) did not confirm all rows. Push them again; a row that is kept already stays one, if the push has an Idempotency-Key."
            .formatted(topic),
        cause);
  }

  @Override
  public void ensure(String topic) {
    if (known.contains(topic)) {
      return;
    }
    try (Admin admin =
        Admin.create(
            settings.client(
                Map.of("default.api.timeout.ms", (int) Bounds.KAFKA_CALL.toMillis())))) {
      NewTopic fresh =
          new NewTopic(settings.topic(topic), Optional.of(PARTITIONS), Optional.empty())
              .configs(
                  Map.of(
                      "message.timestamp.type",
                      "LogAppendTime",
                      "retention.ms",
                      Long.toString(KEPT.toMillis())));
      FreshTopics.make(admin, List.of(fresh), PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notKept(topic, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw notKept(topic, e);
    }
    known.add(topic);
  }

  /** Sends one message; returns when it is kept for certain. */
  void send(ProducerRecord<byte[], byte[]> message) {
    try {
      producer.send(ofThisRequest(message)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notKept(message.topic(), e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw notKept(message.topic(), e);
    }
  }

  @PreDestroy
  void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
