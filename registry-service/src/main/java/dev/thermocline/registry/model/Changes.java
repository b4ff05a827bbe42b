package dev.thermocline.registry.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies of immutable records with one thing changed. */
final class Changes {
  private Changes() {}

  static RegisteredModel described(RegisteredModel m, @Nullable String description) {
    return model(m, m.name(), description, m.tags(), m.updatedAt(), m.lastVersion(), m.revision());
  }

  static RegisteredModel renamed(RegisteredModel m, String name) {
    return model(m, name, m.description(), m.tags(), m.updatedAt(), m.lastVersion(), m.revision());
  }

  static RegisteredModel tagged(RegisteredModel m, Map<String, String> tags) {
    return model(m, m.name(), m.description(), tags, m.updatedAt(), m.lastVersion(), m.revision());
  }

  static RegisteredModel withNextVersion(RegisteredModel m) {
    return model(
        m, m.name(), m.description(), m.tags(), m.updatedAt(), m.lastVersion() + 1, m.revision());
  }

  static RegisteredModel touched(RegisteredModel m, Instant at) {
    return model(m, m.name(), m.description(), m.tags(), at, m.lastVersion(), m.revision() + 1);
  }

  private static RegisteredModel model(
      RegisteredModel m,
      String name,
      @Nullable String description,
      Map<String, String> tags,
      Instant updatedAt,
      int lastVersion,
      long revision) {
    return new RegisteredModel(
        m.id(),
        m.project(),
        name,
        m.folder(),
        description,
        Map.copyOf(tags),
        m.createdAt(),
        m.createdBy(),
        updatedAt,
        lastVersion,
        revision,
        m.aliases());
  }

  static ModelVersion described(ModelVersion v, @Nullable String description, Instant at) {
    return version(v, v.label(), description, v.tags(), v.stage(), at, v.aliases());
  }

  static ModelVersion labelled(ModelVersion v, @Nullable String label, Instant at) {
    return version(v, label, v.description(), v.tags(), v.stage(), at, v.aliases());
  }

  static ModelVersion tagged(ModelVersion v, Map<String, String> tags, Instant at) {
    return version(v, v.label(), v.description(), Map.copyOf(tags), v.stage(), at, v.aliases());
  }

  static ModelVersion staged(ModelVersion v, Stage stage, Instant at) {
    return version(v, v.label(), v.description(), v.tags(), stage, at, v.aliases());
  }

  private static ModelVersion version(
      ModelVersion v,
      @Nullable String label,
      @Nullable String description,
      Map<String, String> tags,
      Stage stage,
      Instant updatedAt,
      List<String> aliases) {
    return new ModelVersion(
        v.project(),
        v.modelId(),
        v.model(),
        v.number(),
        label,
        description,
        tags,
        stage,
        v.source(),
        v.runId(),
        v.runLink(),
        v.loggedModelId(),
        v.status(),
        v.statusMessage(),
        v.external(),
        v.frozen(),
        v.progress(),
        v.signature(),
        v.createdAt(),
        v.createdBy(),
        updatedAt,
        aliases);
  }
}
