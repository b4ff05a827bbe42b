package dev.thermocline.registry.dataset.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.dataset.DataFile;
import dev.thermocline.registry.dataset.Upload;
import dev.thermocline.registry.dataset.Uploads;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Files sent to a dataset, until they become a version. */
@RestController
@RequestMapping("/api/v1/datasets/{dataset}/uploads")
class UploadController {
  private final Uploads uploads;

  UploadController(Uploads uploads) {
    this.uploads = uploads;
  }

  /**
   * An upload.
   *
   * @param expiresAt when it is given up, if it did not become a version before
   */
  record UploadResponse(UUID id, Instant expiresAt, List<SentFile> files) {}

  record SentFile(String path, long size, String sha256) {
    static SentFile of(DataFile file) {
      return new SentFile(file.path(), file.size(), file.sha256());
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  UploadResponse begin(Project project, Caller caller, @PathVariable String dataset) {
    Upload begun = uploads.begin(project, caller, dataset);
    return new UploadResponse(begun.id(), uploads.expiry(begun), List.of());
  }

  @GetMapping("/{id}")
  UploadResponse get(Project project, @PathVariable String dataset, @PathVariable UUID id) {
    Upload found = uploads.get(project, dataset, id);
    return new UploadResponse(
        found.id(),
        uploads.expiry(found),
        uploads.files(found).stream().map(SentFile::of).toList());
  }

  /** Adds a file, or replaces the one of its path; kept whole and verified, or not at all. */
  @PutMapping("/{id}/content")
  SentFile put(
      Project project,
      @PathVariable String dataset,
      @PathVariable UUID id,
      @RequestParam String path,
      HttpServletRequest request)
      throws IOException {
    ArtifactPath to = new ArtifactPath(path);
    Upload found = uploads.get(project, dataset, id);
    return SentFile.of(
        uploads.put(found, to, request.getInputStream(), request.getContentLengthLong()));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void abandon(Project project, @PathVariable String dataset, @PathVariable UUID id) {
    uploads.abandon(uploads.get(project, dataset, id));
  }
}
