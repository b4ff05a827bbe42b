package dev.thermocline.registry.experiment.jpa;

import dev.thermocline.registry.experiment.LoggedModel;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "logged_model")
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields.
class LoggedModelRow implements Persistable<LoggedModelKey> {
  @EmbeddedId private LoggedModelKey key;
  private long experimentId;
  private String name;
  private String artifactLocation;
  private String modelType;
  private String sourceRunId;

  @Enumerated(EnumType.STRING)
  private LoggedModel.Status status;

  private @Nullable String statusMessage;
  private long createdAt;
  private long updatedAt;
  private @Nullable Long deletedAt;
  @Transient private boolean stored;

  @SuppressWarnings("NullAway.Init")
  protected LoggedModelRow() {}

  LoggedModelRow(String project, LoggedModel model) {
    key = new LoggedModelKey(project, model.id());
    experimentId = model.experimentId();
    name = model.name();
    artifactLocation = model.artifactLocation();
    modelType = model.modelType();
    sourceRunId = model.sourceRunId();
    status = model.status();
    statusMessage = model.statusMessage();
    createdAt = model.createdAt().toEpochMilli();
    updatedAt = model.updatedAt().toEpochMilli();
  }

  @Override
  public LoggedModelKey getId() {
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

  void finish(LoggedModel.Status reached, Instant now) {
    status = reached;
    updatedAt = now.toEpochMilli();
  }

  void delete(Instant now) {
    deletedAt = now.toEpochMilli();
    updatedAt = now.toEpochMilli();
  }
}
