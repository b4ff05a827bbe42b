package dev.thermocline.gateway;

import static dev.thermocline.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.FeatureWorld;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.gateway.world.TinyOnnx;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.testkit.Servers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferenceLogTest {
  private final Servers servers = Servers.of(InferenceLogTest.class);
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FeatureWorld features = new FeatureWorld(servers.featuresRedis());
  private final FrozenModels models = RunningGateway.models(servers);
  private RunningGateway gateway;

  @BeforeAll
  void start(@TempDir Path data) {
    gateway =
        RunningGateway.start(
            servers,
            registry.url(),
            data,
            Map.of("thermocline.features.url", features.url().toString()));
    ModelVersion version =
        models.freeze(
            "logged",
            1,
            Map.of(
                "MLmodel",
                FrozenModels.mlmodel("double", "bp", "pulse").getBytes(StandardCharsets.UTF_8),
                "model.onnx",
                TinyOnnx.linear(0, 1, 1000)));
    gateway.serving(
        registry.deploy(
            "logged", RegistryOverTheWire.arm(100, null, version), FeatureWorld.SERVICE));
    features.write(1, 120, 61);
  }

  @AfterAll
  void stop() {
    gateway.close();
    features.close();
    registry.close();
  }

  private JsonNode line(String topic, String key) {
    return JsonMapper.shared().readTree(record(topic, key).value());
  }

  /** The line with this key; fails when it does not come. */
  private ConsumerRecord<String, String> record(String topic, String key) {
    Map<String, Object> config = Map.of("bootstrap.servers", servers.kafka().bootstrap());
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(servers.kafka().topicPrefix() + topic).stream()
              .map(of -> new TopicPartition(of.topic(), of.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (System.nanoTime() - end < 0) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(key)) {
            return record;
          }
        }
      }
    }
    throw new AssertionError("no line " + key + " in " + topic);
  }

  private String predicted() {
    HttpResponse<String> answer =
        gateway.post("/api/v1/predict/logged", "{\"entities\":{\"patient_id\":[1]}}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).get("id").stringValue();
  }

  @Test
  void tellsEveryPredictionWithItsRowsAndWithoutWhatIsPersonal() {
    String id = predicted();

    JsonNode line = line("thermocline.predictions", id);

    assertThat(line.get("deployment").stringValue()).isEqualTo("logged");
    assertThat(line.get("manifestDigest").stringValue()).hasSize(64);
    assertThat(line.at("/predictions/0/0").doubleValue()).isEqualTo(61_120);
    assertThat(line.at("/joinKeys/0").stringValue()).isEqualTo("patient_id");
    assertThat(line.at("/entities/0/0").stringValue()).isEqualTo("1");
    assertThat(line.at("/features/0/vitals/values/bp").doubleValue()).isEqualTo(120);
    assertThat(line.at("/features/0/vitals/values/pulse").stringValue())
        .matches("hmac:[0-9a-f]{32}");
    assertThat(line.at("/features/0/vitals/provenance").stringValue()).startsWith("stream");
  }

  @Test
  void namesTheRequestOfAPrediction() {
    HttpResponse<String> answer =
        gateway.post("/api/v1/predict/logged", "{\"entities\":{\"patient_id\":[1]}}");
    String request = answer.headers().firstValue(RequestId.HEADER).orElseThrow();
    String id = json(answer).get("id").stringValue();

    assertThat(record("thermocline.predictions", id).headers().lastHeader(RequestId.HEADER).value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(request);
  }

  @Test
  void takesFeedbackOnAPrediction() {
    String id = predicted();

    HttpResponse<String> answer =
        gateway.post("/api/v1/predictions/" + id + "/feedback", "{\"label\":1}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(line("thermocline.feedback", id).at("/feedback/label").intValue()).isEqualTo(1);
  }

  @Test
  void refusesFeedbackThatNamesNoPrediction() {
    assertThat(gateway.post("/api/v1/predictions/x/feedback", "{\"label\":1}").statusCode())
        .isEqualTo(400);
    String id = "0".repeat(32);
    assertThat(gateway.post("/api/v1/predictions/" + id + "/feedback", "{}").statusCode())
        .isEqualTo(400);
  }
}
