package dev.thermocline.registry.artifact.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactEntry;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.Artifacts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** MLflow's artifact routes: files through the server. */
@RestController
@RequestMapping({"/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"})
class ArtifactRoutes {
  private static final String MARKER = "/mlflow-artifacts/artifacts";
  private static final int LARGEST_LISTING = 100_000;
  private static final int LONGEST_MEDIA_TYPE = 200;

  private final Artifacts artifacts;

  ArtifactRoutes(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Listing(List<Line> files) {}

  /**
   * A line of a listing; MLflow leaves out the size of folders and of empty files.
   *
   * @param path relative to the folder that was asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String path,
      @JsonProperty("is_dir") boolean folder,
      @JsonProperty("file_size") @Nullable Long size) {
    static Line of(ArtifactEntry entry) {
      return new Line(entry.name(), entry.folder(), entry.size() == 0 ? null : entry.size());
    }
  }

  @GetMapping("/artifacts")
  Listing list(Project project, @RequestParam(required = false) @Nullable String path) {
    ArtifactPath folder = path == null || path.isEmpty() ? null : ArtifactPath.of(path);
    List<ArtifactEntry> entries = artifacts.list(project, folder, null, LARGEST_LISTING + 1);
    if (entries.size() > LARGEST_LISTING) {
      throw ThermoclineException.invalid(
          "This folder has more than " + LARGEST_LISTING + " entries; list one of its folders.");
    }
    return new Listing(entries.stream().map(Line::of).toList());
  }

  @GetMapping("/artifacts/**")
  void download(Project project, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ArtifactPath path = RequestedPath.of(request, MARKER);
    ArtifactDownload.send(artifacts.open(project, path), request, response);
  }

  @PutMapping("/artifacts/**")
  void upload(Project project, HttpServletRequest request) throws IOException {
    var _ =
        artifacts.put(
            project,
            RequestedPath.of(request, MARKER),
            request.getInputStream(),
            request.getContentLengthLong(),
            mediaType(request.getContentType()));
  }

  @DeleteMapping("/artifacts/**")
  Map<String, Object> delete(Project project, HttpServletRequest request) {
    var _ = artifacts.delete(project, RequestedPath.of(request, MARKER));
    return Map.of();
  }

  static String mediaType(@Nullable String sent) {
    if (sent == null || sent.length() > LONGEST_MEDIA_TYPE) {
      return MediaType.APPLICATION_OCTET_STREAM_VALUE;
    }
    try {
      return MediaType.parseMediaType(sent).toString();
    } catch (InvalidMediaTypeException unreadable) {
      return MediaType.APPLICATION_OCTET_STREAM_VALUE;
    }
  }
}
