package dev.thermocline.record.outbox.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes topics, and returns when each of their partitions can be written.
 *
 * <p>A topic that exists is not yet one that takes rows. Of several batches on their way to a
 * partition that just comes up, the first may be refused and a later one taken; brokers before the
 * mending of KAFKA-15591 then refuse the first for good, as out of order.
 */
public final class FreshTopics {
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
    List<String> names = wanted.stream().map(NewTopic::name).toList();
    // The leaders answer this one themselves, and only once they lead.
    admin
        .listOffsets(
            admin
                .describeTopics(names)
                .allTopicNames()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .flatMap(FreshTopics::partitions)
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())))
        .all()
        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Stream<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()));
  }
}
