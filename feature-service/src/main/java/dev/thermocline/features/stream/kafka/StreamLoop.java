package dev.thermocline.features.stream.kafka;

import dev.thermocline.features.stream.OfflineRows;
import dev.thermocline.features.stream.OnlineRows;
import dev.thermocline.features.stream.StreamSettings;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.features.stream.Target;
import dev.thermocline.hot.HotStoreException;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.setting.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads every topic of rows and brings them online and into files. Kafka only says which partitions
 * are whose; how far each is stands in Postgres. Whatever goes wrong, the loop begins again from
 * there: rows online may be written twice, rows in files never are.
 */
@Component
final class StreamLoop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(StreamLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final KafkaSettings kafka;
  private final StreamSettings settings;
  private final KafkaPushLog pushLog;
  private final StreamRows rows;
  private final OnlineRows online;
  private final OfflineRows offline;
  private final Map<TopicPartition, Stretch> stretches = new HashMap<>();
  private volatile @Nullable Thread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

  StreamLoop(
      KafkaSettings kafka,
      StreamSettings settings,
      KafkaPushLog pushLog,
      StreamRows rows,
      OnlineRows online,
      OfflineRows offline) {
    this.kafka = kafka;
    this.settings = settings;
    this.pushLog = pushLog;
    this.rows = rows;
    this.online = online;
    this.offline = offline;
  }

  /** Messages of one partition that are in no file yet. */
  private static final class Stretch {
    final StreamTopics.Origin origin;
    final String topic;
    final List<OfflineRows.Kept> kept = new ArrayList<>();
    long from;
    long to;
    long since;

    Stretch(StreamTopics.Origin origin, String topic, long from) {
      this.origin = origin;
      this.topic = topic;
      this.from = from;
      this.to = from;
    }
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().daemon().name("streams").start(this::live);
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      KafkaConsumer<byte[], byte[]> consumer = current;
      if (consumer != null) {
        consumer.wakeup();
      }
      try {
        running.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void live() {
    while (isRunning()) {
      stretches.clear();
      try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
        current = consumer;
        consume(consumer);
      } catch (RuntimeException e) {
        if (isRunning()) {
          log.warn("Streams begin again from what is in files", e);
          pause();
        }
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(),
            "group.id", kafka.topic("thermocline.features.rows"),
            "enable.auto.commit", false,
            "auto.offset.reset", "earliest",
            "metadata.max.age.ms", 2000,
            "max.poll.records", 2000,
            "session.timeout.ms", 10_000,
            "max.poll.interval.ms", 120_000,
            "default.api.timeout.ms", 10_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void consume(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.subscribe(
        Pattern.compile(Pattern.quote(kafka.topicPrefix()) + StreamTopics.ROWS),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> take(consumer, partition));
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(stretches::remove);
          }
        });
    while (isRunning()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      List<OnlineRows.Placed> placed = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        Stretch stretch = stretches.get(new TopicPartition(record.topic(), record.partition()));
        if (stretch != null) {
          read(stretch, record, placed);
        }
      }
      bringOnline(placed);
      for (Map.Entry<TopicPartition, Stretch> entry : stretches.entrySet()) {
        rollWhenDue(entry.getKey().partition(), entry.getValue());
      }
    }
  }

  private void take(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    String topic = partition.topic().substring(kafka.topicPrefix().length());
    StreamTopics.Origin origin = StreamTopics.origin(topic);
    long next = offline.next(origin.project(), topic, partition.partition());
    stretches.put(partition, new Stretch(origin, topic, next));
    consumer.seek(partition, next);
  }

  private void read(
      Stretch stretch, ConsumerRecord<byte[], byte[]> record, List<OnlineRows.Placed> placed) {
    if (stretch.to == stretch.from) {
      stretch.since = System.nanoTime();
    }
    stretch.to = record.offset() + 1;
    try {
      Target target = StreamRows.target(record);
      for (OnlineRows.Placed one : rows.read(stretch.origin, record)) {
        if (target.isOnline()) {
          placed.add(one);
        }
        if (target.isOffline()) {
          String pushKey = StreamRows.header(record, KafkaPushLog.PUSH_KEY);
          stretch.kept.add(new OfflineRows.Kept(one, pushKey));
        }
      }
    } catch (ThermoclineException e) {
      log.warn(
          "A message is put aside topic={} partition={} offset={}: {}",
          stretch.topic,
          record.partition(),
          record.offset(),
          e.getMessage());
      pushLog.bury(
          StreamTopics.ofDead(stretch.origin.project(), stretch.origin.name()),
          record.key() == null ? new byte[0] : record.key(),
          record.value() == null ? new byte[0] : record.value(),
          "%s-%d@%d: %s"
              .formatted(stretch.topic, record.partition(), record.offset(), e.getMessage()));
    }
  }

  private void bringOnline(List<OnlineRows.Placed> placed) {
    if (placed.isEmpty()) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        online.write(placed);
        return;
      } catch (HotStoreException e) {
        if (System.nanoTime() > deadline || !isRunning()) {
          throw e;
        }
        log.warn("Streams wait for Redis: {}", e.getMessage());
        pause();
      }
    }
  }

  private void rollWhenDue(int partition, Stretch stretch) {
    boolean old = System.nanoTime() - stretch.since > settings.rollAfter().toNanos();
    if (stretch.to == stretch.from || !(old || stretch.kept.size() >= settings.rollRows())) {
      return;
    }
    offline.roll(
        new OfflineRows.Stretch(
            stretch.origin.project(),
            stretch.topic,
            partition,
            stretch.from,
            stretch.to,
            List.copyOf(stretch.kept)));
    stretch.from = stretch.to;
    stretch.kept.clear();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
