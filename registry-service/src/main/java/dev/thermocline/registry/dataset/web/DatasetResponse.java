package dev.thermocline.registry.dataset.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.registry.dataset.Dataset;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entry of the catalogue. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DatasetResponse(
    String name,
    String zone,
    @Nullable String description,
    @Nullable String licence,
    @Nullable String citation,
    Map<String, String> tags,
    int versions,
    Instant createdAt,
    String createdBy,
    Instant updatedAt) {
  static DatasetResponse of(Dataset dataset) {
    return new DatasetResponse(
        dataset.name(),
        dataset.zone().word(),
        dataset.about().description(),
        dataset.about().licence(),
        dataset.about().citation(),
        new TreeMap<>(dataset.about().tags()),
        dataset.lastVersion(),
        dataset.createdAt(),
        dataset.createdBy(),
        dataset.updatedAt());
  }
}
