package dev.thermocline.stack.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics that are not there yet, and returns when they take rows. */
public final class KafkaTopics {
  private static final int PATIENCE_SECONDS = 30;

  private KafkaTopics() {}

  public static void create(String bootstrapServers, Collection<String> names) throws Exception {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      var wanted =
          names.stream()
              .map(name -> new NewTopic(name, Optional.empty(), Optional.empty()))
              .toList();
      for (KafkaFuture<Void> made : admin.createTopics(wanted).values().values()) {
        try {
          made.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
      awaitLeaders(admin, names);
    }
  }

  /**
   * A topic that exists takes no row before its partitions are led; only the leaders know. A broker
   * that is asked may not have heard of it yet.
   */
  private static void awaitLeaders(Admin admin, Collection<String> names) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        admin.listOffsets(partitions(admin, names)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private static Map<TopicPartition, OffsetSpec> partitions(Admin admin, Collection<String> names)
      throws Exception {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    var described = admin.describeTopics(names).allTopicNames();
    for (TopicDescription topic : described.get(PATIENCE_SECONDS, TimeUnit.SECONDS).values()) {
      topic
          .partitions()
          .forEach(partition ->
              partitions.put(
                  new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
    }
    return partitions;
  }
}
