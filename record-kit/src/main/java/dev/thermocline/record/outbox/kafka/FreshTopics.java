package dev.thermocline.record.outbox.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes topics, and returns when each of their partitions can be written.
 *
 * <p>A topic that exists is not yet one that takes rows. Of several batches on their way to a
 * partition that just comes up, the first may be refused and a later one taken; brokers before the
 * mending of KAFKA-15591 then refuse the first for good, as out of order.
 */
public final class FreshTopics {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private FreshTopics() {}

  /** Topics that are there stay as they are. */
  public static void make(Admin admin, Collection<NewTopic> wanted, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (NewTopic topic : wanted) {
      try {
        admin.createTopics(List.of(topic)).all().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    awaitLeaders(admin, wanted.stream().map(NewTopic::name).toList(), patience);
  }

  /** A broker that is asked may hear of a topic a little after the one that made it. */
  private static void awaitLeaders(Admin admin, Collection<String> topics, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        // The leaders answer this one themselves, and only once they lead.
        admin
            .listOffsets(partitions(admin, topics, patience))
            .all()
            .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }

  private static Map<TopicPartition, OffsetSpec> partitions(
      Admin admin, Collection<String> topics, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((topic, described) ->
            described
                .partitions()
                .forEach(partition ->
                    partitions.put(
                        new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
    return partitions;
  }
}
