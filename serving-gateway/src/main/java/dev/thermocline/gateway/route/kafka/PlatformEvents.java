package dev.thermocline.gateway.route.kafka;

import dev.thermocline.gateway.enrich.Definitions;
import dev.thermocline.gateway.route.RoutingPoll;
import dev.thermocline.kit.setting.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads all partitions of the platform's events, without a group and from now on. What an event
 * says does not matter: it is a reason to ask at once. Whatever changes a route, be it the move of
 * an alias or the rename of a model, is told as a change of the deployment.
 */
@Component
final class PlatformEvents implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PlatformEvents.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String FEATURES = "thermocline.features";

  private final RoutingPoll routing;
  private final Definitions definitions;
  private final List<String> topics;
  private final String features;
  private final Map<String, Object> config;
  private final Thread reader;
  private volatile boolean closed;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> open;

  PlatformEvents(RoutingPoll routing, Definitions definitions, KafkaSettings settings) {
    this.routing = routing;
    this.definitions = definitions;
    this.features = settings.topic(FEATURES);
    this.topics = List.of(settings.topic("thermocline.deployments"), features);
    config = new HashMap<>(settings.client());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    this.reader = Thread.ofPlatform().name("platform-events").daemon().start(this::work);
  }

  private void work() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        open = consumer;
        follow(consumer);
      } catch (WakeupException _) {
        return;
      } catch (KafkaException failure) {
        log.debug("events not read reason={}; polling goes on", failure.toString());
        pause();
      }
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (PartitionInfo partition : consumer.partitionsFor(topic, PATIENCE)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    if (partitions.isEmpty()) {
      pause();
      return;
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    while (!closed) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.topic().equals(features)) {
          definitions.hint();
        } else {
          routing.hint();
        }
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    KafkaConsumer<byte[], byte[]> consumer = open;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      boolean _ = reader.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
