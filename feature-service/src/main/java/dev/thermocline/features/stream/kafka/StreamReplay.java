package dev.thermocline.features.stream.kafka;

import dev.thermocline.features.hot.Replay;
import dev.thermocline.features.stream.OnlineRows;
import dev.thermocline.features.stream.PlacedRow;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.stereotype.Component;

/** Writes every row that the log still has online again. */
@Component
class StreamReplay implements Replay {
  private final KafkaSettings kafka;
  private final StreamRows rows;
  private final OnlineRows online;

  StreamReplay(KafkaSettings kafka, StreamRows rows, OnlineRows online) {
    this.kafka = kafka;
    this.rows = rows;
    this.online = online;
  }

  private Map<String, Object> config() {
    return kafka.client(
        Map.of(
            "enable.auto.commit",
            false,
            "max.poll.records",
            2000,
            "default.api.timeout.ms",
            (int) Bounds.KAFKA_CALL.toMillis()));
  }

  @Override
  public void replay() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        List<PlacedRow> placed = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          String topic = record.topic().substring(kafka.topicPrefix().length());
          placed.addAll(rows.readable(rows.origin(topic), record));
        }
        online.write(placed);
      }
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    Pattern names = Pattern.compile(Pattern.quote(kafka.topicPrefix()) + StreamTopics.ROWS);
    List<TopicPartition> partitions = new ArrayList<>();
    for (List<PartitionInfo> topic : consumer.listTopics().values()) {
      for (PartitionInfo partition : topic) {
        if (names.matcher(partition.topic()).matches()) {
          partitions.add(new TopicPartition(partition.topic(), partition.partition()));
        }
      }
    }
    return partitions;
  }
}
