package dev.thermocline.features.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.stream.DeadLetters;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.stereotype.Component;

/** Dead letters in a topic of their own for each source and view. */
@Component
class KafkaDeadLetters implements DeadLetters {
  private static final String REASON = "reason";
  private static final String TOPIC = "topic";
  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";
  private static final Duration PATIENCE = Bounds.KAFKA_CALL;

  private final KafkaSettings settings;
  private final KafkaPushLog log;

  KafkaDeadLetters(KafkaSettings settings, KafkaPushLog log) {
    this.settings = settings;
    this.log = log;
  }

  @Override
  public void bury(Project project, String name, String topic, Buried message) {
    String dead = StreamTopics.ofDead(project, name);
    log.ensure(dead);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            settings.topic(dead), message.content().key(), message.content().value());
    header(record, REASON, message.reason());
    header(record, TOPIC, topic);
    header(record, PARTITION, Integer.toString(message.partition()));
    header(record, OFFSET, Long.toString(message.offset()));
    String target = message.target();
    if (target != null) {
      header(record, KafkaPushLog.TARGET, target);
    }
    String pushKey = message.pushKey();
    if (pushKey != null) {
      header(record, KafkaPushLog.PUSH_KEY, pushKey);
    }
    log.send(record);
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }

  @Override
  public List<Letter> list(Project project, String name, int limit) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, project, name);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      consumer.assign(partitions);
      partitions.forEach(p -> consumer.seek(p, Math.max(at(begins, p), at(ends, p) - limit)));
      List<Letter> letters = new ArrayList<>();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < at(ends, p))) {
        refuseLate(deadline);
        consumer.poll(Duration.ofMillis(200)).forEach(record -> letters.add(letter(record)));
      }
      return letters.stream()
          .sorted(Comparator.comparingLong(Letter::at).reversed())
          .limit(limit)
          .toList();
    } catch (KafkaException e) {
      throw away(e);
    }
  }

  @Override
  public List<Letter> sendAgain(Project project, String name, List<Place> places) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      String topic = settings.topic(StreamTopics.ofDead(project, name));
      List<TopicPartition> partitions = partitions(consumer, project, name);
      for (Place place : places) {
        TopicPartition partition = new TopicPartition(topic, place.partition());
        found.add(
            partitions.contains(partition)
                ? read(consumer, partition, place.offset()).orElseThrow(() -> missing(name, place))
                : missingRecord(name, place));
      }
    } catch (KafkaException e) {
      throw away(e);
    }
    List<Letter> sent = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : found) {
      sendAgain(record);
      sent.add(letter(record));
    }
    return sent;
  }

  private void sendAgain(ConsumerRecord<byte[], byte[]> record) {
    String topic = text(record, TOPIC, "");
    if (topic.isEmpty()) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The dead letter at partition %d, offset %d does not say where it came from, so it cannot be sent again. Push its row instead."
              .formatted(record.partition(), record.offset()));
    }
    log.ensure(topic);
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(settings.topic(topic), record.key(), record.value());
    Header target = record.headers().lastHeader(KafkaPushLog.TARGET);
    if (target != null) {
      again.headers().add(KafkaPushLog.TARGET, target.value());
    }
    String known = StreamRows.header(record, KafkaPushLog.PUSH_KEY);
    header(
        again,
        KafkaPushLog.PUSH_KEY,
        known == null
            ? "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset())
            : known);
    log.send(again);
  }

  private static Optional<ConsumerRecord<byte[], byte[]>> read(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
    List<TopicPartition> alone = List.of(partition);
    if (offset < at(consumer.beginningOffsets(alone), partition)
        || offset >= at(consumer.endOffsets(alone), partition)) {
      return Optional.empty();
    }
    consumer.assign(alone);
    consumer.seek(partition, offset);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      refuseLate(deadline);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        return record.offset() == offset ? Optional.of(record) : Optional.empty();
      }
    }
  }

  private static ConsumerRecord<byte[], byte[]> missingRecord(String name, Place place) {
    throw missing(name, place);
  }

  private static ThermoclineException missing(String name, Place place) {
    return ThermoclineException.notFound(
        "'%s' has no dead letter at partition %d, offset %d. It may be too old; list them again."
            .formatted(name, place.partition(), place.offset()));
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        settings.client(
            Map.of(
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "max.poll.records",
                1000,
                "default.api.timeout.ms",
                (int) Bounds.KAFKA_CALL.toMillis())),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Project project, String name) {
    String topic = settings.topic(StreamTopics.ofDead(project, name));
    List<PartitionInfo> known = new HashMap<>(consumer.listTopics()).get(topic);
    return known == null
        ? List.of()
        : known.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
    return new Letter(
        new Place(record.partition(), record.offset()),
        text(record, TOPIC, ""),
        new Place(
            Integer.parseInt(text(record, PARTITION, "0")),
            Long.parseLong(text(record, OFFSET, "0"))),
        record.timestamp(),
        text(record, REASON, ""),
        new Content(record.key(), record.value()));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name, String otherwise) {
    return Objects.requireNonNullElse(StreamRows.header(record, name), otherwise);
  }

  private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  private static void refuseLate(long deadline) {
    if (System.nanoTime() > deadline) {
      throw away(null);
    }
  }

  private static ThermoclineException away(@org.jspecify.annotations.Nullable Exception cause) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE, "Kafka does not give the dead letters now. Try again.", cause);
  }
}
