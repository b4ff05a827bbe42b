package dev.thermocline.registry.dataset;

import dev.thermocline.record.outbox.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the platform is told about datasets; keyed by their names, which never change. */
@Component
class DatasetEvents {
  private static final String TOPIC = "thermocline.datasets";

  private final Outbox outbox;

  DatasetEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  void dataset(String type, Dataset dataset, String by) {
    append(type, dataset, data(dataset, by));
  }

  void version(String type, Dataset dataset, DatasetVersion version, String by) {
    Map<String, @Nullable Object> data = data(dataset, by);
    data.put("version", Integer.toString(version.number()));
    data.put("digest", version.digest());
    data.put("origin", version.origin().word());
    data.put("location", version.location());
    data.put("rows", version.rows());
    data.put("bytes", version.bytes());
    append(type, dataset, data);
  }

  private static Map<String, @Nullable Object> data(Dataset dataset, String by) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("dataset", dataset.name());
    data.put("zone", dataset.zone().word());
    data.put("by", by);
    return data;
  }

  private void append(String type, Dataset dataset, Map<String, @Nullable Object> data) {
    outbox.append(dataset.project(), TOPIC, dataset.name(), dataset.revision(), type, data);
  }
}
