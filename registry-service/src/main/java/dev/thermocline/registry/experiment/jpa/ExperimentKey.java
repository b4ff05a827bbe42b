package dev.thermocline.registry.experiment.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;

/** Numbers are unique within a project only: each has an experiment 0. */
@Embeddable
record ExperimentKey(String project, @Column(name = "experiment_id") long experimentId)
    implements Serializable {}
