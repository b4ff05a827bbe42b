package dev.thermocline.registry.experiment.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;

@Embeddable
record LoggedModelKey(String project, @Column(name = "model_id") String modelId)
    implements Serializable {}
