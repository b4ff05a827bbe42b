package dev.thermocline.record.outbox.kafka;

import dev.thermocline.record.outbox.WaitingEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics that do not exist yet: brokers that make them by themselves make them badly. */
final class Topics {
  private static final int PARTITIONS = 6;

  private final Map<String, Object> admin;
  private final String prefix;
  private final Set<String> known = new HashSet<>();

  Topics(Map<String, Object> admin, String prefix) {
    this.admin = new HashMap<>(admin);
    this.prefix = prefix;
  }

  String nameOf(WaitingEvent event) {
    return prefix + event.topic();
  }

  void ensure(List<WaitingEvent> events)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> missing = new HashSet<>();
    for (WaitingEvent event : events) {
      if (!known.contains(nameOf(event))) {
        missing.add(nameOf(event));
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    try (Admin client = Admin.create(admin)) {
      for (String topic : missing) {
        NewTopic fresh = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty());
        try {
          client.createTopics(List.of(fresh)).all().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
        known.add(topic);
      }
    }
  }
}
