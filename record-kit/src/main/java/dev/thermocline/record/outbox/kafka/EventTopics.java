package dev.thermocline.record.outbox.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Makes topics for events; those that are there stay as they are. */
public final class EventTopics {
  private static final int PARTITIONS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    FreshTopics.make(
        client,
        names.stream()
            .map(name -> new NewTopic(name, Optional.of(PARTITIONS), Optional.empty()))
            .toList(),
        PATIENCE);
  }
}
