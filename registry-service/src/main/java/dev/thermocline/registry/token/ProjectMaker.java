package dev.thermocline.registry.token;

import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.project.Projects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes projects, whose list travels to the other services with the tokens. */
@Service
public class ProjectMaker {
  private final Projects projects;
  private final Tokens tokens;

  public ProjectMaker(Projects projects, Tokens tokens) {
    this.projects = projects;
    this.tokens = tokens;
  }

  @Transactional
  public Projects.KnownProject make(Verifier admin, Project project) {
    if (admin.project() != null) {
      throw new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "The token '"
              + admin.name()
              + "' is bound to project '"
              + admin.project()
              + "' and makes no others. Use an admin token that opens all projects.");
    }
    tokens.changed();
    return projects.create(project, admin.name());
  }
}
