package dev.thermocline.registry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events as they arrive on Kafka. */
public final class TopicReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TopicReader() {}

  /** Those of one key, in their order; waits until so many are there. */
  public static List<JsonNode> events(Servers servers, String topic, String key, int expected) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", servers.kafka().bootstrap());
    properties.put("auto.offset.reset", "earliest");
    List<JsonNode> events = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      String name = servers.kafka().topicPrefix() + topic;
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (events.size() < expected && System.nanoTime() < until) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
          JsonNode event = JSON.readTree(each.value());
          if (event.path("key").asString().equals(key)) {
            events.add(event);
          }
        }
      }
    }
    assertThat(events).hasSizeGreaterThanOrEqualTo(expected);
    return events;
  }
}
