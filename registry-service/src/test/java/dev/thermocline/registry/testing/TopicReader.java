package dev.thermocline.registry.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.request.RequestId;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events as they arrive on Kafka. */
public final class TopicReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TopicReader() {}

  /**
   * An event as it was told.
   *
   * @param requestId of the request that it tells of; empty where there was none
   */
  public record Told(JsonNode event, String requestId) {}

  /** Those of one key, in their order; waits until so many are there. */
  public static List<JsonNode> events(Servers servers, String topic, String key, int expected) {
    return records(servers, topic, key, expected).stream().map(Told::event).toList();
  }

  /** Like {@link #events}, with what stands around them. */
  public static List<Told> records(Servers servers, String topic, String key, int expected) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", servers.kafka().bootstrap());
    properties.put("auto.offset.reset", "earliest");
    List<Told> events = new ArrayList<>();
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
            events.add(new Told(event, requestId(each)));
          }
        }
      }
    }
    assertThat(events).hasSizeGreaterThanOrEqualTo(expected);
    return events;
  }

  private static String requestId(ConsumerRecord<String, String> record) {
    Header header = record.headers().lastHeader(RequestId.HEADER);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
