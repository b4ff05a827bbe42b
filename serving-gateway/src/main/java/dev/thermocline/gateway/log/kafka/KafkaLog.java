package dev.thermocline.gateway.log.kafka;

import dev.thermocline.gateway.log.LogLine;
import dev.thermocline.gateway.log.LogLines;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.kit.setting.KafkaSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines into Kafka through a queue with a bound. One thread writes them as JSON and hands them to
 * the producer, which may block while Kafka is away; requests never do.
 */
@Component
final class KafkaLog implements LogLines, AutoCloseable {
  /**
   * How long lines gather while there are many. Kafka's own batches wait longer; to wake a thread
   * for each line costs a request more than its line does.
   */
  private static final long GATHERING_NANOS = 5_000_000;

  private static final long RESTING_NANOS = 100_000_000;

  private static final Logger log = LoggerFactory.getLogger(KafkaLog.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaSettings settings;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final int kilobytes;
  private final Semaphore room;
  private final LongAdder dropped = new LongAdder();
  private final Thread sender;
  private volatile boolean resting;
  private volatile boolean closed;

  /**
   * A line that waits.
   *
   * @param kilobytes of the room that it takes
   * @param request the one that this thread works for
   */
  private record Waiting(
      LogLine line,
      int kilobytes,
      @Nullable String request,
      CompletableFuture<@Nullable Void> sent) {}

  KafkaLog(KafkaSettings settings, GatewaySettings gateway, MeterRegistry meters) {
    this.settings = settings;
    this.kilobytes = Math.toIntExact(Math.max(1, gateway.logMemory().toKilobytes()));
    this.room = new Semaphore(kilobytes);
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    // Nobody waits for a line but who sends feedback; few large batches cost Kafka and its readers
    // a good part less than many small ones.
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    FunctionCounter.builder("thermocline.gateway.log.dropped", dropped, LongAdder::sum)
        .description("Inference log lines that were dropped because Kafka did not take them.")
        .register(meters);
    this.sender = Thread.ofPlatform().name("inference-log").daemon().start(this::work);
  }

  @Override
  public void offer(LogLine line) {
    if (queued(line) == null) {
      dropped.increment();
    } else if (resting) {
      LockSupport.unpark(sender);
    }
  }

  @Override
  public CompletionStage<@Nullable Void> send(LogLine line) {
    Waiting waiting = queued(line);
    if (waiting == null) {
      return CompletableFuture.failedFuture(new KafkaException("the log's queue is full"));
    }
    // Somebody waits for this one.
    LockSupport.unpark(sender);
    return waiting.sent();
  }

  private @Nullable Waiting queued(LogLine line) {
    // One line larger than all the room is taken when nothing else waits.
    int size = (int) Math.min(kilobytes, 1 + (line.heldBytes() >> 10));
    if (!room.tryAcquire(size)) {
      return null;
    }
    Waiting waiting = new Waiting(line, size, RequestId.current(), new CompletableFuture<>());
    queue.add(waiting);
    return waiting;
  }

  @Override
  public long dropped() {
    return dropped.sum();
  }

  private void work() {
    while (!closed || !queue.isEmpty()) {
      if (drain()) {
        LockSupport.parkNanos(this, GATHERING_NANOS);
      } else {
        rest();
      }
      if (Thread.interrupted()) {
        return;
      }
    }
  }

  /** Writes what waits; false if nothing did. */
  private boolean drain() {
    boolean found = false;
    for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      found = true;
      write(waiting);
      room.release(waiting.kilobytes());
    }
    return found;
  }

  /** Waits for a line; whoever offers one sees that it is waited for, or is seen here. */
  private void rest() {
    resting = true;
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, RESTING_NANOS);
    }
    resting = false;
  }

  private void write(Waiting waiting) {
    // Kafka's acknowledgement finds this and not the line: that may go before it.
    CompletableFuture<@Nullable Void> sent = waiting.sent();
    try {
      LogLine line = waiting.line();
      byte[] value = JSON.writeValueAsBytes(line.content().get());
      byte[] key = line.key().getBytes(StandardCharsets.UTF_8);
      var record = new ProducerRecord<>(settings.topic(line.topic().topic()), key, value);
      if (waiting.request() != null) {
        record.headers().add(RequestId.HEADER, waiting.request().getBytes(StandardCharsets.UTF_8));
      }
      var _ = producer.send(record, (_, failure) -> finished(sent, failure));
    } catch (RuntimeException failure) {
      finished(sent, failure);
    }
  }

  private void finished(CompletableFuture<@Nullable Void> sent, @Nullable Exception failure) {
    if (failure == null) {
      sent.complete(null);
      return;
    }
    dropped.increment();
    log.debug("log line dropped reason={}", failure.toString());
    sent.completeExceptionally(failure);
  }

  @Override
  public void close() {
    closed = true;
    try {
      // What waits in the queue still goes out, unless Kafka is away.
      boolean _ = sender.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
  }
}
