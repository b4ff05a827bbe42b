package dev.thermocline.registry.project;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;

/** The projects of the platform. They are made and never taken away: their names are in keys. */
public interface Projects {
  /**
   * Makes a project, in the caller's transaction.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException ALREADY_EXISTS
   */
  KnownProject create(Project project, String createdBy);

  /** By name. */
  List<KnownProject> list();

  /** A project that was made. */
  record KnownProject(String name, Instant createdAt, String createdBy) {}
}
