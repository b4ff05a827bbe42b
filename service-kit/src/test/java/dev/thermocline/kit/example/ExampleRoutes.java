package dev.thermocline.kit.example;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExampleRoutes {
  record Thing(@NotBlank String name, @Min(1) int size, @Nullable String project) {
    Thing {
      if (project != null) {
        new Project(project);
      }
    }
  }

  @GetMapping("/api/v1/whoami")
  Map<String, ?> whoami(Caller caller, Project project) {
    return Map.of("name", caller.name(), "role", caller.role(), "project", project.name());
  }

  @PostMapping("/api/v1/things")
  Thing make(@Valid @RequestBody Thing thing) {
    return thing;
  }

  @GetMapping("/api/v1/things")
  Map<String, ?> list(@RequestParam int size) {
    return Map.of("size", size);
  }

  @GetMapping("/api/v1/things/{name}")
  Map<String, ?> get(@PathVariable String name) {
    throw ThermoclineException.notFound(
        "No thing is called '" + name + "'; GET /things lists all.");
  }

  @DeleteMapping("/api/v1/things/{name}")
  Map<String, ?> delete(@PathVariable String name) {
    throw new IllegalStateException("jdbc:postgresql://user:hunter2@db broke for " + name);
  }

  @PostMapping("/api/2.0/mlflow/experiments/create")
  Map<String, ?> taken(@RequestBody Map<String, Object> body) {
    throw new ThermoclineException(
        ErrorKind.ALREADY_EXISTS, "The experiment '" + body.get("name") + "' exists already.");
  }

  /** No rule names it. */
  @GetMapping("/forgotten")
  Map<String, ?> forgotten() {
    return Map.of("secret", "treasure");
  }
}
