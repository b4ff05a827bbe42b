package dev.thermocline.registry.mlflow.tracking;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactContent;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.Artifacts;
import dev.thermocline.registry.experiment.LoggedModels;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.mlflow.MlflowRequest;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.VersionRef;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Single files by whose they are, as MLflow's web page asks for them. */
@Controller
class ArtifactFileRoutes {
  private static final int LARGEST = 10 << 20;
  private static final String TOO_LARGE =
      "Artifact size is too large. Max size is 10MB; log it with a client of MLflow instead.";

  private final Runs runs;
  private final LoggedModels models;
  private final ModelVersions versions;
  private final Artifacts artifacts;

  ArtifactFileRoutes(Runs runs, LoggedModels models, ModelVersions versions, Artifacts artifacts) {
    this.runs = runs;
    this.models = models;
    this.versions = versions;
    this.artifacts = artifacts;
  }

  @GetMapping("/get-artifact")
  ArtifactContent ofRun(Project project, MlflowRequest request) {
    String root = runs.get(project, Asked.runId(request)).run().artifactUri();
    return open(project, root, request.requiredText("path"));
  }

  @GetMapping("/model-versions/get-artifact")
  ArtifactContent ofVersion(Project project, MlflowRequest request) {
    VersionRef number = new VersionRef.ByNumber(VersionRef.number(request.requiredText("version")));
    String root = versions.downloadUri(versions.get(project, request.requiredText("name"), number));
    return open(project, root, request.requiredText("path"));
  }

  @GetMapping("/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files")
  ArtifactContent ofModel(Project project, @PathVariable String id, MlflowRequest request) {
    String root = models.get(project, id, false).artifactLocation();
    return open(project, root, request.requiredText("artifact_file_path"));
  }

  /** A small file into a run; larger ones go through the artifact routes. */
  @PostMapping("/ajax-api/2.0/mlflow/upload-artifact")
  @ResponseBody
  Map<String, Object> upload(
      Project project,
      @RequestParam(name = "run_uuid", defaultValue = "") String run,
      @RequestParam(name = "path", defaultValue = "") String path,
      HttpServletRequest request)
      throws IOException {
    require(!run.isEmpty(), "Request must specify run_uuid.");
    require(!path.isEmpty(), "Request must specify path.");
    require(request.getContentLengthLong() <= LARGEST, TOO_LARGE);
    byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
    require(bytes.length > 0, "Request must specify data.");
    require(bytes.length <= LARGEST, TOO_LARGE);
    String root = runs.get(project, RunId.of(run)).run().artifactUri();
    ArtifactPath file = ArtifactRoots.file(root, path);
    String type =
        MediaTypeFactory.getMediaType(file.name())
            .orElse(MediaType.APPLICATION_OCTET_STREAM)
            .toString();
    var _ = artifacts.put(project, file, new ByteArrayInputStream(bytes), bytes.length, type);
    return Messages.DONE;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw ThermoclineException.invalid(otherwise);
    }
  }

  private ArtifactContent open(Project project, String root, String path) {
    return artifacts.open(project, ArtifactRoots.file(root, path));
  }
}
