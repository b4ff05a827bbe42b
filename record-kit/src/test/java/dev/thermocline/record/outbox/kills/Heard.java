package dev.thermocline.record.outbox.kills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A consumer as the outbox promises to serve: it takes the next revision of each thing, drops what
 * it knows, and finds fault with everything else.
 */
final class Heard implements AutoCloseable {
  private static final int MOST_FAULTS = 20;

  private final KafkaConsumer<String, String> consumer;
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, String> marks = new HashMap<>();
  private final Set<String> everyMark = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private long repeated;

  Heard(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Journal.TOPIC).stream()
            .map(p -> new TopicPartition(Journal.TOPIC, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  void listen(Duration atMost) {
    for (ConsumerRecord<String, String> record : consumer.poll(atMost)) {
      take(record.key(), JsonMapper.shared().readTree(record.value()));
    }
  }

  void take(String recordKey, JsonNode event) {
    String project = event.get("project").asString();
    String thing = project + "/" + event.get("key").asString();
    long revision = event.get("revision").asLong();
    String mark = event.get("data").get("mark").asString();
    String place = thing + "@" + revision;
    everyMark.add(mark);
    long known = newest.getOrDefault(thing, 0L);
    if (!recordKey.equals(project.equals("default") ? event.get("key").asString() : thing)) {
      fault(place + " came under the key " + recordKey);
    }
    if (revision == known + 1) {
      newest.put(thing, revision);
      marks.put(place, mark);
    } else if (revision > known) {
      fault(place + " came after " + known + ": what lies between is late or lost");
      newest.put(thing, revision);
      marks.put(place, mark);
    } else {
      repeated++;
      if (!mark.equals(marks.get(place))) {
        fault(place + " came twice with different content");
      }
    }
  }

  private void fault(String what) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(what);
    }
  }

  /** Whether everything up to the given revisions was heard. */
  boolean knows(Map<String, Long> revisions) {
    return revisions.entrySet().stream()
        .allMatch(e -> newest.getOrDefault(e.getKey(), 0L) >= e.getValue());
  }

  /** The mark of each change, by thing and revision. */
  Map<String, String> marks() {
    return Map.copyOf(marks);
  }

  Set<String> everyMark() {
    return Set.copyOf(everyMark);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  long repeated() {
    return repeated;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
