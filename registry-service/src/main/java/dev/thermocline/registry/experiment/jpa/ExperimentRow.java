package dev.thermocline.registry.experiment.jpa;

import dev.thermocline.registry.experiment.Experiment;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "experiment")
class ExperimentRow implements Persistable<ExperimentKey> {
  @EmbeddedId private ExperimentKey key;
  private String name;
  private String artifactLocation;
  private long createdAt;
  private long updatedAt;
  private @Nullable Long deletedAt;

  /** The id is given, so its presence does not say that the row is there. */
  @Transient private boolean stored;

  @SuppressWarnings("NullAway.Init")
  protected ExperimentRow() {}

  ExperimentRow(ExperimentKey key, String name, String artifactLocation, Instant now) {
    this.key = key;
    this.name = name;
    this.artifactLocation = artifactLocation;
    this.createdAt = now.toEpochMilli();
    this.updatedAt = now.toEpochMilli();
  }

  @Override
  public ExperimentKey getId() {
    return key;
  }

  @Override
  public boolean isNew() {
    return !stored;
  }

  @PostLoad
  @PostPersist
  void markStored() {
    stored = true;
  }

  void rename(String newName, Instant now) {
    name = newName;
    updatedAt = now.toEpochMilli();
  }

  Experiment experiment(SortedMap<String, String> tags) {
    return new Experiment(
        key.experimentId(),
        name,
        artifactLocation,
        Instant.ofEpochMilli(createdAt),
        Instant.ofEpochMilli(updatedAt),
        deletedAt != null,
        tags);
  }
}
