package dev.thermocline.registry.mlflow.tracking;

import static dev.thermocline.registry.mlflow.tracking.Messages.orAbsent;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.artifact.ArtifactEntry;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.Artifacts;
import dev.thermocline.registry.experiment.LoggedModels;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.mlflow.MlflowRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists the artifacts of runs and logged models by their ids, in pages that go on by name. */
@RestController
@RequestMapping({"/api/2.0/mlflow", "/ajax-api/2.0/mlflow"})
class ArtifactListRoutes {
  private static final int PAGE = 1000;

  private final Runs runs;
  private final LoggedModels models;
  private final Artifacts artifacts;
  private final PageTokens tokens;

  ArtifactListRoutes(Runs runs, LoggedModels models, Artifacts artifacts, PageTokens tokens) {
    this.runs = runs;
    this.models = models;
    this.artifacts = artifacts;
    this.tokens = tokens;
  }

  @GetMapping("/artifacts/list")
  Messages.Files ofRun(Project project, MlflowRequest request) {
    String root = runs.get(project, Asked.runId(request)).run().artifactUri();
    return list(project, root, request.text("path"), request.text("page_token"));
  }

  @GetMapping("/logged-models/{id}/artifacts/directories")
  Messages.Files ofModel(Project project, @PathVariable String id, MlflowRequest request) {
    String root = models.get(project, id, false).artifactLocation();
    return list(project, root, request.text("artifact_directory_path"), request.text("page_token"));
  }

  private Messages.Files list(
      Project project, String root, @Nullable String below, @Nullable String token) {
    ArtifactPath folder = ArtifactRoots.folder(root);
    String prefix = "";
    String inside = Asked.filled(below);
    if (inside != null && !inside.equals(".")) {
      ArtifactPath path = ArtifactPath.of(inside);
      folder = ArtifactPath.of(folder.value() + "/" + path.value());
      prefix = path.value() + "/";
    }
    String list = "artifacts/" + folder.value();
    String page = Asked.filled(token);
    String after = page == null ? null : tokens.open(project, list, page).getFirst();
    List<ArtifactEntry> found = artifacts.list(project, folder, after, PAGE + 1);
    boolean more = found.size() > PAGE;
    List<ArtifactEntry> shown = more ? found.subList(0, PAGE) : found;
    String before = prefix;
    return new Messages.Files(
        root,
        orAbsent(shown.stream().map(entry -> file(before, entry)).toList()),
        more ? tokens.issue(project, list, List.of(shown.getLast().name())) : null);
  }

  private static Messages.File file(String prefix, ArtifactEntry entry) {
    Long size = entry.folder() || entry.size() == 0 ? null : entry.size();
    return new Messages.File(prefix + entry.name(), entry.folder(), size);
  }
}
