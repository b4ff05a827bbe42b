package dev.thermocline.record.outbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import dev.thermocline.testkit.WithServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

@WithServers
class FreshTopicsTest {
  private static final int TOPICS = 12;
  private static final int PARTITIONS = 6;

  @Test
  void aTopicTakesRowsFromTheMomentItIsMade(Servers servers) throws Exception {
    Map<String, Object> server = Map.of("bootstrap.servers", servers.kafka().bootstrap());
    try (Admin admin = Admin.create(server);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(server, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < TOPICS; i++) {
        String topic = servers.kafka().topicPrefix() + "fresh-" + i;

        FreshTopics.make(
            admin,
            List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())),
            Duration.ofSeconds(30));

        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int row = 0; row < 5 * PARTITIONS; row++) {
          sent.add(
              producer.send(new ProducerRecord<>(topic, row % PARTITIONS, null, new byte[] {1})));
        }
        for (Future<RecordMetadata> one : sent) {
          one.get(30, TimeUnit.SECONDS);
        }
      }
      assertThat(retried(producer)).isZero();
    }
  }

  private static double retried(KafkaProducer<byte[], byte[]> producer) {
    return producer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("record-retry-total"))
        .filter(metric -> metric.metricName().group().equals("producer-metrics"))
        .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
        .sum();
  }
}
