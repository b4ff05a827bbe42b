package dev.thermocline.record.outbox.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes topics for events; those that are there stay as they are. */
public final class EventTopics {
  private static final int PARTITIONS = 6;
  private static final int PATIENCE_SECONDS = 30;

  private EventTopics() {}

  /** For a setup before anything runs. */
  public static void ensure(String bootstrapServers, Collection<String> names) {
    try (Admin client =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      ensure(client, names);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "The topics cannot be made on " + bootstrapServers + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making topics", e);
    }
  }

  static void ensure(Admin client, Collection<String> names)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (String name : names) {
      NewTopic fresh = new NewTopic(name, Optional.of(PARTITIONS), Optional.empty());
      try {
        client.createTopics(List.of(fresh)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }
}
