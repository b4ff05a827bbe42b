package dev.thermocline.features.kafka;

import dev.thermocline.features.stream.LogPartition;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;

/**
 * Reads topics and brings them into files. Kafka only says which partitions are whose; how far each
 * is stands in Postgres. Whatever goes wrong, the loop begins again from there: what else a message
 * asks for may be done twice, its row in a file never is. What is read and not yet in a file is
 * bounded: beyond it, reading waits.
 */
public final class TopicLoop<T> implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(TopicLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration HANDING_OVER = Duration.ofSeconds(20);
  private static final long MOST_BYTES = 16L << 20;
  private static final int MANY_BYTES = 1 << 20;

  private final KafkaSettings kafka;
  private final Rolling rolling;
  private final TopicWork<T> work;
  private final LoopMeters meters;
  private final Map<TopicPartition, HeldMessages<T>> held = new HashMap<>();
  private volatile boolean running;
  private @Nullable Thread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

  public TopicLoop(KafkaSettings kafka, Rolling rolling, TopicWork<T> work, LoopMeters meters) {
    this.kafka = kafka;
    this.rolling = rolling;
    this.work = work;
    this.meters = meters;
  }

  /** When messages become a file: so many rows of a partition, or the first after so long. */
  public record Rolling(int rows, Duration after) {}

  @Override
  public synchronized void start() {
    // Before the thread begins, which ends at once where nobody wants it to run.
    running = true;
    thread = Thread.ofPlatform().daemon().name(work.name()).start(this::live);
  }

  @Override
  public synchronized void stop() {
    running = false;
    Thread ending = thread;
    thread = null;
    if (ending == null) {
      return;
    }
    KafkaConsumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      if (!ending.join(Duration.ofSeconds(5))) {
        ending.interrupt();
        ending.join(TimeUnit.SECONDS.toMillis(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void live() {
    while (isRunning()) {
      held.clear();
      try (ExecutorService roller =
              Executors.newSingleThreadExecutor(
                  Thread.ofPlatform().daemon().name(work.name() + "-files").factory());
          KafkaConsumer<byte[], byte[]> consumer = consumer()) {
        current = consumer;
        consume(consumer, roller);
      } catch (RuntimeException | Error e) {
        // An error, too: a loop that ended would be noticed by nobody.
        if (isRunning()) {
          log.warn("{} begin again from what is in files", work.name(), e);
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        kafka.client(
            Map.of(
                "group.id",
                kafka.topic("thermocline.features." + work.name()),
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms",
                2000,
                "max.poll.records",
                2000,
                "fetch.min.bytes",
                work.isPatient() ? MANY_BYTES : 1,
                "session.timeout.ms",
                10_000,
                "max.poll.interval.ms",
                120_000,
                "default.api.timeout.ms",
                (int) Bounds.KAFKA_CALL.toMillis())),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void consume(KafkaConsumer<byte[], byte[]> consumer, ExecutorService roller) {
    consumer.subscribe(
        Pattern.compile(Pattern.quote(kafka.topicPrefix()) + "(?:" + work.topics() + ")"),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            take(consumer, partitions);
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(TopicLoop.this::handOver);
          }

          @Override
          public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(held::remove);
          }
        });
    while (isRunning()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        read(record);
      }
      work.settle();
      rollWhatIsDue(roller);
      boundWhatIsHeld(consumer);
      measure(consumer);
    }
  }

  private void take(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    Map<String, Uuid> ids = idsOf(partitions);
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) ->
            take(
                consumer,
                partition,
                new LogPartition(
                    partition.topic().substring(kafka.topicPrefix().length()),
                    String.valueOf(ids.get(partition.topic())),
                    partition.partition(),
                    end)));
  }

  private void take(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, LogPartition found) {
    try {
      long next = work.begin(found);
      held.put(partition, new HeldMessages<>(found, next));
      consumer.seek(partition, next);
    } catch (ThermoclineException e) {
      // A topic of somebody else that only looks like ours must not stop the others.
      log.warn("The topic {} is left alone: {}", partition.topic(), e.getMessage());
    }
  }

  /** A topic that was made again under the same name has another id. */
  private Map<String, Uuid> idsOf(Collection<TopicPartition> partitions) {
    try (Admin admin =
        Admin.create(
            kafka.client(Map.of("default.api.timeout.ms", (int) Bounds.KAFKA_CALL.toMillis())))) {
      Map<String, Uuid> ids = new HashMap<>();
      admin
          .describeTopics(partitions.stream().map(TopicPartition::topic).distinct().toList())
          .allTopicNames()
          .get(Bounds.KAFKA_CALL.toMillis(), TimeUnit.MILLISECONDS)
          .forEach((topic, described) -> ids.put(topic, described.topicId()));
      return ids;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Stopped while topics were looked at", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not say which topics it has", e);
    }
  }

  /** Whoever has the partition next begins behind what is being written now. */
  private void handOver(TopicPartition partition) {
    HeldMessages<T> lost = held.remove(partition);
    Future<?> rolls = lost == null ? null : lost.rolling();
    if (rolls != null) {
      try {
        rolls.get(HANDING_OVER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        log.debug("A file was not finished; its rows are read again", e);
      }
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    HeldMessages<T> messages = held.get(new TopicPartition(record.topic(), record.partition()));
    if (messages != null) {
      meters.read();
      messages.advance(record.offset(), Math.max(0, record.serializedValueSize()));
      try (MDC.MDCCloseable _ = requestOf(record)) {
        work.read(messages.partition.topic(), record, messages.kept());
      }
    }
  }

  /** Whoever sent a message is named in every line that is logged because of it. */
  private static MDC.@Nullable MDCCloseable requestOf(ConsumerRecord<byte[], byte[]> record) {
    Header id = record.headers().lastHeader(RequestId.HEADER);
    return id == null
        ? null
        : MDC.putCloseable(
            RequestId.LOG_KEY, RequestId.accept(new String(id.value(), StandardCharsets.UTF_8)));
  }

  private void rollWhatIsDue(ExecutorService roller) {
    boolean enough = isEnough();
    for (HeldMessages<T> messages : held.values()) {
      Future<?> rolls = messages.rolling();
      if (rolls != null && rolls.isDone()) {
        finish(rolls);
        meters.filed(messages.rolled());
      }
      boolean due = messages.isDue(rolling.after().toNanos(), rolling.rows(), MOST_BYTES / 2);
      if (due || (enough && messages.isRollable())) {
        TopicWork.Cut<T> cut = messages.cut();
        messages.rollsIn(roller.submit(() -> work.roll(cut)));
      }
    }
  }

  private static void finish(Future<?> rolls) {
    try {
      rolls.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Stopped while a file was written", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Half of what may be held waits for its file: the other half can be read meanwhile. */
  private boolean isEnough() {
    return sum(HeldMessages::waitingMessages) >= rolling.rows()
        || sum(HeldMessages::waitingBytes) >= MOST_BYTES / 2;
  }

  private boolean isFull() {
    return sum(HeldMessages::messages) >= 2L * rolling.rows()
        || sum(HeldMessages::bytes) >= MOST_BYTES;
  }

  private long sum(ToLongFunction<HeldMessages<T>> part) {
    return held.values().stream().mapToLong(part).sum();
  }

  private void boundWhatIsHeld(KafkaConsumer<byte[], byte[]> consumer) {
    if (isFull()) {
      consumer.pause(consumer.assignment());
    } else if (!consumer.paused().isEmpty()) {
      consumer.resume(consumer.paused());
    }
  }

  private void measure(KafkaConsumer<byte[], byte[]> consumer) {
    long lag = 0;
    long unfiled = 0;
    for (Map.Entry<TopicPartition, HeldMessages<T>> entry : held.entrySet()) {
      lag += consumer.currentLag(entry.getKey()).orElse(0);
      unfiled += entry.getValue().messages();
    }
    meters.stands(lag, unfiled);
  }
}
