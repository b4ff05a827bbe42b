package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The limit that the log itself sets: as many rows to a topic of its own, and a wait until Kafka
 * has acknowledged all of them.
 */
record KafkaContender(int clients, int rows) implements Contender {
  private static final String TOPIC = "thermocline-bench-acknowledged";
  private static final String SERVERS = "bootstrap.servers";
  private static final long HIGHEST = Duration.ofMinutes(1).toNanos();

  @Override
  public String name() {
    return "bare kafka";
  }

  @Override
  public Measured measure(Duration length) {
    String servers =
        Platform.address("THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS", "/kafka/bootstrapServers");
    try (Admin admin = Admin.create(Map.of(SERVERS, servers));
        var producer =
            new KafkaProducer<>(
                Map.of(SERVERS, servers, "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      makeTopic(admin);
      send(producer, 0);
      return measure(producer, length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka could not be measured", e.getCause());
    }
  }

  private static void makeTopic(Admin admin) throws InterruptedException, ExecutionException {
    try {
      var topic = new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("retention.bytes", "67108864"));
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private Measured measure(KafkaProducer<byte[], byte[]> producer, Duration length)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (var pool = Executors.newFixedThreadPool(clients)) {
      var parts =
          IntStream.range(0, clients)
              .mapToObj(client -> pool.submit(() -> drive(producer, client, end)))
              .toList();
      Histogram sum = new Histogram(HIGHEST, 3);
      for (Future<Histogram> part : parts) {
        sum.add(part.get());
      }
      return new Measured(sum, Map.of(), Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Histogram drive(KafkaProducer<byte[], byte[]> producer, int client, long end)
      throws InterruptedException, ExecutionException {
    Histogram latency = new Histogram(HIGHEST, 3);
    long n = client;
    for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
      send(producer, n);
      latency.recordValue(Math.min(HIGHEST, System.nanoTime() - begun));
      n += clients;
    }
    return latency;
  }

  private void send(KafkaProducer<byte[], byte[]> producer, long n)
      throws InterruptedException, ExecutionException {
    List<Future<?>> sent = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      sent.add(producer.send(new ProducerRecord<>(TOPIC, Readings.row(n * rows + i, n))));
    }
    for (Future<?> each : sent) {
      each.get();
    }
  }
}
