package dev.thermocline.gateway.log.kafka;

import dev.thermocline.gateway.log.LogLines;
import dev.thermocline.gateway.log.LogTopic;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.kit.setting.KafkaSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
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
  private static final Logger log = LoggerFactory.getLogger(KafkaLog.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaSettings settings;
  private final ArrayBlockingQueue<Line> queue;
  private final LongAdder dropped = new LongAdder();
  private final Thread sender;
  private volatile boolean closed;

  private record Line(
      LogTopic topic,
      String key,
      Supplier<Map<String, @Nullable Object>> line,
      @Nullable String request,
      CompletableFuture<@Nullable Void> sent) {
    /** A line because of the request that this thread works for. */
    static Line of(LogTopic topic, String key, Supplier<Map<String, @Nullable Object>> line) {
      return new Line(topic, key, line, RequestId.current(), new CompletableFuture<>());
    }
  }

  KafkaLog(KafkaSettings settings, GatewaySettings gateway, MeterRegistry meters) {
    this.settings = settings;
    this.queue = new ArrayBlockingQueue<>(gateway.logQueue());
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
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
  public void offer(LogTopic topic, String key, Supplier<Map<String, @Nullable Object>> line) {
    if (!queue.offer(Line.of(topic, key, line))) {
      dropped.increment();
    }
  }

  @Override
  public CompletionStage<@Nullable Void> send(
      LogTopic topic, String key, Supplier<Map<String, @Nullable Object>> line) {
    Line waiting = Line.of(topic, key, line);
    if (!queue.offer(waiting)) {
      waiting.sent().completeExceptionally(new KafkaException("the log's queue is full"));
    }
    return waiting.sent();
  }

  @Override
  public long dropped() {
    return dropped.sum();
  }

  private void work() {
    while (!closed || !queue.isEmpty()) {
      try {
        Line line = queue.poll(100, TimeUnit.MILLISECONDS);
        if (line != null) {
          write(line);
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void write(Line line) {
    try {
      byte[] value = JSON.writeValueAsBytes(line.line().get());
      byte[] key = line.key().getBytes(StandardCharsets.UTF_8);
      var record = new ProducerRecord<>(settings.topic(line.topic().topic()), key, value);
      if (line.request() != null) {
        record.headers().add(RequestId.HEADER, line.request().getBytes(StandardCharsets.UTF_8));
      }
      var _ = producer.send(record, (_, failure) -> finished(line, failure));
    } catch (RuntimeException failure) {
      finished(line, failure);
    }
  }

  private void finished(Line line, @Nullable Exception failure) {
    if (failure == null) {
      line.sent().complete(null);
      return;
    }
    dropped.increment();
    log.debug("log line dropped reason={}", failure.toString());
    line.sent().completeExceptionally(failure);
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
