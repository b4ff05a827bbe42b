package dev.thermocline.kit.health.kafka;

import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** Asks the brokers who they are. */
final class KafkaCheck implements Dependency, AutoCloseable {
  private final Map<String, Object> config;
  private final AtomicReference<@Nullable Admin> open = new AtomicReference<>();

  KafkaCheck(KafkaSettings settings) {
    config = new HashMap<>(settings.client());
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "health");
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Bounds.CHECK.toMillis());
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) Bounds.CHECK.toMillis());
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public void check() throws Exception {
    admin().describeCluster().nodes().get(Bounds.CHECK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Made when first asked for: a name that cannot be resolved fails the check, not the start. */
  private Admin admin() {
    Admin admin = open.get();
    if (admin == null) {
      Admin made = Admin.create(config);
      if (open.compareAndSet(null, made)) {
        return made;
      }
      made.close();
      admin = open.get();
    }
    if (admin == null) {
      throw new IllegalStateException("closed");
    }
    return admin;
  }

  @Override
  public void close() {
    Admin admin = open.getAndSet(null);
    if (admin != null) {
      admin.close(Bounds.CHECK);
    }
  }
}
