package dev.thermocline.features.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.thermocline.features.Api;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

class DeadLettersTest extends RunningStream {
  @Test
  void aPoisonMessageIsPutAsideAndTheStreamGoesOn() {
    String topic = StreamTopics.ofSource(Project.DEFAULT, name);
    log.append(
        topic,
        List.of(
            new PushLog.Message("k", "not json", Target.ONLINE_AND_OFFLINE, null),
            new PushLog.Message("k", "{\"patient_id\": 3}", Target.ONLINE_AND_OFFLINE, null),
            new PushLog.Message(
                "k",
                row(3, "2026-01-01T00:00:00Z", 7)
                    .replace("\"bp\"", "\"noted\": \"2026-01-01\", \"bp\"")
                    .replace("\"2026-01-01\"", "\"2026-01-01T00:00:01Z\""),
                Target.ONLINE_AND_OFFLINE,
                null)));
    assertThat(rows.await(1)).hasSize(1);
    assertThat(bp(3)).isEqualTo("[7.0]");
    assertThat(messages(StreamTopics.ofDead(Project.DEFAULT, name), 2))
        .extracting(letter -> header(letter, "reason"))
        .anyMatch(r -> r != null && r.contains("not JSON"))
        .anyMatch(r -> r != null && r.contains("event_time"));
  }

  @Test
  void bytesThatAreNoTextArePutAsideAndTheStreamGoesOn() throws Exception {
    String source = StreamTopics.ofSource(Project.DEFAULT, name);
    log.ensure(source);
    byte[] cut = ("{\"patient_id\": \"" + "x".repeat(9)).getBytes(UTF_8);
    cut[cut.length - 1] = (byte) 0xc3;
    String good =
        row(6, "2026-01-01T00:00:00Z", 9)
            .replace("\"raw\"", "\"noted\": \"2026-01-01T00:00:01Z\", \"raw\"");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SERVERS.kafka().bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] bytes :
          List.of(
              new byte[] {(byte) 0xff, (byte) 0xfe, 0}, new byte[0], cut, good.getBytes(UTF_8))) {
        producer
            .send(
                new ProducerRecord<>(
                    SERVERS.kafka().topicPrefix() + source, 0, new byte[] {(byte) 0x80}, bytes))
            .get();
      }
    }
    assertThat(rows.await(1).getFirst().keys()).containsExactly(6L);
    assertThat(bp(6)).isEqualTo("[9.0]");
    assertThat(awaitLetters(3)).hasSize(3).allSatisfy(l -> assertThat(l.has("reason")).isTrue());
  }

  @Test
  void aDeadLetterIsListedAndSentAgainOnceWhatHinderedItIsMended() {
    String lacking =
        row(4, "2026-01-01T00:00:00Z", 8)
            .replace("\"raw\": \"AQI=\"", "\"noted\": \"2026-01-01T00:00:01Z\"");
    log.append(
        StreamTopics.ofSource(Project.DEFAULT, name),
        List.of(new PushLog.Message("k", lacking, Target.ONLINE_AND_OFFLINE, null)));
    JsonNode letters = awaitLetters(1);
    assertThat(letters).hasSize(1);
    JsonNode letter = letters.get(0);
    assertThat(letter.path("reason").asString()).contains("'raw' is missing");
    assertThat(letter.path("message").asString()).isEqualTo(lacking);

    define(
        """
        [{"name": "bp", "type": "float64"}, {"name": "seen", "type": "timestamp"},
         {"name": "beats", "type": "array<float32>"}]\
        """);
    String one =
        "{\"partition\": %s, \"offset\": %s}"
            .formatted(letter.path("partition"), letter.path("offset"));
    String twice = "{\"source\": \"%s\", \"letters\": [%s, %s]}".formatted(name, one, one);
    Api.Answer sent = api.post("/api/v1/push/dead-letters/send", twice);
    assertThat(sent.status()).as("%s", sent.body()).isEqualTo(200);

    // What comes behind both in their partition is in a file once they were dealt with.
    String behind = lacking.replace("\"patient_id\": 4", "\"patient_id\": 5");
    log.append(
        StreamTopics.ofSource(Project.DEFAULT, name),
        List.of(new PushLog.Message("k", behind, Target.ONLINE_AND_OFFLINE, null)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rows.all().stream().anyMatch(row -> row.keys().equals(List.of(5L))));
    assertThat(rows.all()).hasSize(2);
    assertThat(bp(4)).isEqualTo("[8.0]");
  }

  @Test
  void refusesDeadLettersThatAreNotThere() {
    assertThat(letters().size()).isZero();
    Api.Answer missing =
        api.post(
            "/api/v1/push/dead-letters/send",
            "{\"source\": \"%s\", \"letters\": [{\"partition\": 0, \"offset\": 7}]}"
                .formatted(name));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(
            api.post(
                    "/api/v1/push/dead-letters/send",
                    "{\"source\": \"%s\", \"letters\": []}".formatted(name))
                .status())
        .isEqualTo(400);
    assertThat(api.get("/api/v1/push/dead-letters?source=..").status()).isEqualTo(400);
  }

  @Test
  void aMessageIsPutAsideInTheNameOfItsRequest() {
    Logger logger =
        (Logger) LoggerFactory.getLogger("dev.thermocline.features.stream.kafka.StreamWork");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try (MDC.MDCCloseable _ = MDC.putCloseable(RequestId.LOG_KEY, "push-18")) {
      log.append(
          StreamTopics.ofSource(Project.DEFAULT, name),
          List.of(new PushLog.Message("k", "not json", Target.ONLINE_AND_OFFLINE, null)));
    }
    ConsumerRecord<String, String> letter =
        messages(StreamTopics.ofDead(Project.DEFAULT, name), 1).getFirst();
    logger.detachAppender(lines);

    assertThat(header(letter, RequestId.HEADER)).isEqualTo("push-18");
    assertThat(lines.list)
        .anySatisfy(line -> {
          assertThat(line.getFormattedMessage()).contains("put aside").contains(name);
          assertThat(line.getMDCPropertyMap()).containsEntry(RequestId.LOG_KEY, "push-18");
        });
  }
}
