package dev.thermocline.registry.token.web;

import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.project.Projects;
import dev.thermocline.registry.token.OwnVerifiers;
import dev.thermocline.registry.token.ProjectMaker;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/projects")
class ProjectRoutes {
  private final Projects projects;
  private final ProjectMaker maker;
  private final OwnVerifiers verifiers;

  ProjectRoutes(Projects projects, ProjectMaker maker, OwnVerifiers verifiers) {
    this.projects = projects;
    this.maker = maker;
    this.verifiers = verifiers;
  }

  record CreateProjectRequest(@NotBlank String name) {}

  record ProjectList(List<Projects.KnownProject> projects) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Projects.KnownProject create(Verifier admin, @Valid @RequestBody CreateProjectRequest request) {
    Projects.KnownProject made = maker.make(admin, new Project(request.name()));
    verifiers.look();
    return made;
  }

  /** All of them; a token that is bound to one sees that one. */
  @GetMapping
  ProjectList list(Verifier verifier) {
    return new ProjectList(
        projects.list().stream()
            .filter(p -> verifier.project() == null || verifier.project().equals(p.name()))
            .toList());
  }
}
