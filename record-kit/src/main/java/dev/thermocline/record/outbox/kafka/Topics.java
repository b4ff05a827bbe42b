package dev.thermocline.record.outbox.kafka;

import dev.thermocline.record.outbox.WaitingEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Makes the topics that do not exist yet: brokers that make them by themselves make them badly. */
final class Topics {
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
      EventTopics.ensure(client, missing);
      known.addAll(missing);
    }
  }
}
