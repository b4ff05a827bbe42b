package dev.thermocline.registry.dataset.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.Page;
import dev.thermocline.record.page.PageTokens;
import dev.thermocline.registry.dataset.DataFile;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.DatasetVersions;
import dev.thermocline.registry.dataset.VersionName;
import dev.thermocline.registry.request.Given;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The files of a version: listed, and read with their digests checked. */
@RestController
@RequestMapping("/api/v1/datasets/{dataset}/versions/{version}")
class FileController {
  private static final Pattern REST = Pattern.compile("bytes=(\\d{1,18})-");

  private final DatasetVersions versions;
  private final PageTokens tokens;

  FileController(DatasetVersions versions, PageTokens tokens) {
    this.versions = versions;
    this.tokens = tokens;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FileResponse(String path, long size, String sha256, @Nullable Long rows) {
    static FileResponse of(DataFile file) {
      return new FileResponse(file.path(), file.size(), file.sha256(), file.rows());
    }
  }

  record FileListResponse(List<FileResponse> files, @Nullable String nextPageToken) {}

  @GetMapping("/files")
  FileListResponse list(
      Project project,
      @PathVariable String dataset,
      @PathVariable String version,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable String pageToken) {
    int size = Given.limit(limit);
    DatasetVersion found = versions.get(project, dataset, VersionName.parse(version));
    String query = "files of dataset " + found.display();
    String after = Given.after(tokens, project, query, pageToken);
    Page<DataFile> page =
        Page.cut(
            versions.files(found, after, size + 1),
            size,
            last -> tokens.issue(project, query, List.of(last.path())));
    return new FileListResponse(
        page.items().stream().map(FileResponse::of).toList(), page.nextPageToken());
  }

  /**
   * The bytes of one file. Whole, they break off before the end if they are not the registered
   * ones. {@code Range: bytes=N-} asks for the rest alone, which whoever has the beginning checks;
   * other ranges are answered with the whole.
   */
  @GetMapping("/content")
  void content(
      Project project,
      @PathVariable String dataset,
      @PathVariable String version,
      @RequestParam String path,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known,
      @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
      HttpServletResponse response)
      throws IOException {
    if (path.indexOf('\0') >= 0) {
      throw ThermoclineException.invalid("'path' contains a NUL character.");
    }
    DatasetVersion found = versions.get(project, dataset, VersionName.parse(version));
    DataFile file = versions.file(found, path);
    String etag = "\"" + file.sha256() + "\"";
    response.setHeader(HttpHeaders.ETAG, etag);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    if (etag.equals(known)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    long from = start(range, file);
    try (InputStream bytes = from == 0 ? versions.open(file) : versions.open(file, from)) {
      if (from > 0) {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setHeader(
            HttpHeaders.CONTENT_RANGE,
            "bytes %d-%d/%d".formatted(from, file.size() - 1, file.size()));
      }
      response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment()
              .filename(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8)
              .build()
              .toString());
      response.setContentLengthLong(file.size() - from);
      bytes.transferTo(response.getOutputStream());
    }
  }

  private static long start(@Nullable String range, DataFile file) {
    Matcher rest = REST.matcher(range == null ? "" : range.strip());
    if (!rest.matches()) {
      return 0;
    }
    long from = Long.parseLong(rest.group(1));
    if (from > 0 && from >= file.size()) {
      throw new ThermoclineException(
          ErrorKind.RANGE_NOT_SATISFIABLE,
          "The file has %d bytes, and the range begins at %d.".formatted(file.size(), from));
    }
    return from;
  }
}
