package dev.thermocline.bench.suite;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of the push source, as a producer outside of the platform writes to it. */
final class PushLog implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong refused = new AtomicLong();

  PushLog() {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                Platform.address("THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS", "/kafka/bootstrapServers"),
                "acks",
                "all",
                "linger.ms",
                1,
                "batch.size",
                131_072),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void send(long sensor, long n) {
    byte[] key = Long.toString(sensor).getBytes(StandardCharsets.US_ASCII);
    // Who refuses is counted; nobody waits for one message.
    Future<?> _ =
        producer.send(
            new ProducerRecord<>(
                "thermocline.pushes.default." + Readings.SOURCE, key, Readings.row(sensor, n)),
            (where, failure) -> {
              if (failure != null) {
                refused.incrementAndGet();
              }
            });
  }

  /** Messages that Kafka did not take. */
  long refused() {
    producer.flush();
    return refused.get();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
