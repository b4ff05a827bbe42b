package dev.thermocline.features.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.ViewRows;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** One running service for all tests of pushes; each test has a source and a view of its own. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.stream.roll-after=200ms")
abstract class RunningStream {
  static final Servers SERVERS = Servers.of(RunningStream.class);
  private static int sources;

  @Autowired OfflineStore offline;
  @Autowired PushLog log;
  @LocalServerPort private int port;
  Api api;
  ViewRows rows;

  /** Of the source, and of the view that takes its rows. */
  String name = "";

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define() {
    name = "monitor" + sources++;
    api = new Api(port);
    rows = new ViewRows(offline, name);
    define(
        """
        [{"name": "bp", "type": "float64"}, {"name": "seen", "type": "timestamp"},
         {"name": "raw", "type": "bytes"}, {"name": "beats", "type": "array<float32>"}]\
        """);
  }

  final void define(String fields) {
    Api.Answer applied =
        api.post(
            "/api/v1/views/apply",
            """
            {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
             "pushSources": [{"name": "%1$s"}],
             "views": [{"name": "%1$s", "entity": "patient", "createdTime": "noted",
                        "source": {"push": "%1$s"}, "fields": %2$s}]}
            """
                .formatted(name, fields));
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
  }

  final String body(String rows) {
    return "{\"source\": \"%s\", \"rows\": [%s]}".formatted(name, rows);
  }

  static String row(int patient, String event, double bp) {
    return "{\"patient_id\": %d, \"event_time\": \"%s\", \"bp\": %s, \"seen\": 1500000, \"raw\": \"AQI=\", \"beats\": [0.1, 2]}"
        .formatted(patient, event, bp);
  }

  final Api.Answer push(String row, String... headers) {
    return api.post("/api/v1/push", body(row), headers);
  }

  final String bp(int patient) {
    return api.online(name + ":bp", patient);
  }

  final JsonNode letters() {
    return api.get("/api/v1/push/dead-letters?source=" + name).body().path("items");
  }

  final JsonNode awaitLetters(int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(this::letters, letters -> letters.size() >= count);
  }

  /** The first messages of a topic, which may not be there yet. */
  final List<ConsumerRecord<String, String>> messages(String topic, int count) {
    String name = SERVERS.kafka().topicPrefix() + topic;
    List<ConsumerRecord<String, String>> messages = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", SERVERS.kafka().bootstrap(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> consumer.listTopics().containsKey(name));
      // Without a group, which takes three seconds to form.
      consumer.assign(
          consumer.partitionsFor(name).stream()
              .map(partition -> new TopicPartition(name, partition.partition()))
              .toList());
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(messages::add);
            return messages.size() >= count;
          });
    }
    return messages;
  }

  static @Nullable String header(ConsumerRecord<?, ?> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
