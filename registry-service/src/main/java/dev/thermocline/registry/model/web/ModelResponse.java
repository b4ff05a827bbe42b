package dev.thermocline.registry.model.web;

import dev.thermocline.registry.model.RegisteredModel;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

record ModelResponse(
    String name,
    @Nullable String description,
    Map<String, String> tags,
    Map<String, String> aliases,
    int lastVersion,
    long revision,
    String folder,
    Instant createdAt,
    String createdBy,
    Instant updatedAt) {
  static ModelResponse of(RegisteredModel model) {
    Map<String, String> aliases = new TreeMap<>();
    model.aliases().forEach((alias, number) -> aliases.put(alias, number.toString()));
    return new ModelResponse(
        model.name(),
        model.description(),
        new TreeMap<>(model.tags()),
        aliases,
        model.lastVersion(),
        model.revision(),
        model.folder(),
        model.createdAt(),
        model.createdBy(),
        model.updatedAt());
  }
}
