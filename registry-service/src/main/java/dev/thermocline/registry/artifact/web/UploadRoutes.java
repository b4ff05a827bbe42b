package dev.thermocline.registry.artifact.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.thermocline.cold.DirectTransfers.UploadedPart;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.DirectDownloads;
import dev.thermocline.registry.artifact.DirectUploads;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** MLflow's routes for bytes that go between the client and object storage directly. */
@RestController
@RequestMapping({"/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"})
class UploadRoutes {
  private final DirectUploads uploads;
  private final DirectDownloads downloads;

  UploadRoutes(DirectUploads uploads, DirectDownloads downloads) {
    this.uploads = uploads;
    this.downloads = downloads;
  }

  record CreateUploadRequest(
      @Nullable String path, @JsonProperty("num_parts") @Nullable Integer parts) {}

  record UploadResponse(@JsonProperty("upload_id") String uploadId, List<Credential> credentials) {}

  record Credential(
      String url, @JsonProperty("part_number") int partNumber, Map<String, String> headers) {}

  record FinishUploadRequest(
      @Nullable String path,
      @JsonProperty("upload_id") @Nullable String uploadId,
      @Nullable List<@Nullable Part> parts) {}

  record Part(
      @JsonProperty("part_number") @Nullable Integer number,
      @Nullable String etag,
      @Nullable String url) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DownloadResponse(
      String url, Map<String, String> headers, @JsonProperty("file_size") long size) {}

  @PostMapping("/mpu/create/**")
  UploadResponse create(
      Project project, HttpServletRequest request, @RequestBody CreateUploadRequest body) {
    ArtifactPath path = path(request, "/mpu/create", body.path());
    int parts = body.parts() == null ? 1 : body.parts();
    DirectUploads.Begun begun = uploads.begin(project, path, parts, guessedType(path));
    List<Credential> credentials = new ArrayList<>();
    for (int i = 0; i < begun.parts().size(); i++) {
      credentials.add(new Credential(begun.parts().get(i).toString(), i + 1, Map.of()));
    }
    return new UploadResponse(begun.uploadId(), credentials);
  }

  @PostMapping("/mpu/complete/**")
  Map<String, Object> complete(
      Project project, HttpServletRequest request, @RequestBody FinishUploadRequest body) {
    List<UploadedPart> parts = new ArrayList<>();
    for (@Nullable Part each : body.parts() == null ? List.<@Nullable Part>of() : body.parts()) {
      Part part = required(each, "parts");
      parts.add(
          new UploadedPart(
              required(part.number(), "parts.part_number"), required(part.etag(), "parts.etag")));
    }
    uploads.complete(project, path(request, "/mpu/complete", body.path()), uploadId(body), parts);
    return Map.of();
  }

  @PostMapping("/mpu/abort/**")
  Map<String, Object> abort(
      Project project, HttpServletRequest request, @RequestBody FinishUploadRequest body) {
    uploads.abort(project, path(request, "/mpu/abort", body.path()), uploadId(body));
    return Map.of();
  }

  @GetMapping("/presigned/**")
  DownloadResponse presigned(Project project, HttpServletRequest request) {
    ArtifactPath path = RequestedPath.of(request, "/mlflow-artifacts/presigned");
    DirectDownloads.Address address =
        downloads.address(project, path, ArtifactDownload.disposition(path.name()));
    return new DownloadResponse(address.url().toString(), Map.of(), address.size());
  }

  /** The client sends the path of its local file; the name of it is ours, in the URL's folder. */
  private static ArtifactPath path(
      HttpServletRequest request, String marker, @Nullable String local) {
    String file = required(local, "path");
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    ArtifactPath folder = RequestedPath.orNull(request, "/mlflow-artifacts" + marker);
    return folder == null ? new ArtifactPath(name) : folder.child(name);
  }

  private static String uploadId(FinishUploadRequest body) {
    String id = required(body.uploadId(), "upload_id");
    if (id.indexOf('\0') >= 0) {
      throw ThermoclineException.invalid("Invalid value for 'upload_id': it holds a NUL.");
    }
    return id;
  }

  private static String guessedType(ArtifactPath path) {
    return MediaTypeFactory.getMediaType(path.name())
        .map(Object::toString)
        .orElse("application/octet-stream");
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw ThermoclineException.invalid("Missing value for required parameter '" + name + "'.");
    }
    return value;
  }
}
