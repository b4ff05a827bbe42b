package dev.thermocline.registry.dataset;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.dataset.ContentReader.Known;
import dev.thermocline.registry.dataset.DatasetVersions.Registered;
import dev.thermocline.registry.dataset.DatasetVersions.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Versions of files that callers send: begun, filled file by file, sealed into a version. Every
 * file has a key of its own, so that one that arrives late can never change a version.
 */
@Service
public class Uploads {
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);
  private static final int LONGEST_PATH = 600;
  private static final Duration LIFE = Duration.ofHours(24);

  private final Datasets datasets;
  private final DatasetStore store;
  private final DatasetVersions versions;
  private final UploadStore uploads;
  private final DataFiles files;
  private final ContentReader reader;
  private final DatasetLimits limits;
  private final TransactionOperations transaction;
  private final Clock clock;

  Uploads(
      Datasets datasets,
      DatasetStore store,
      DatasetVersions versions,
      UploadStore uploads,
      DataFiles files,
      ContentReader reader,
      DatasetLimits limits,
      TransactionOperations transaction,
      Clock clock) {
    this.datasets = datasets;
    this.store = store;
    this.versions = versions;
    this.uploads = uploads;
    this.files = files;
    this.reader = reader;
    this.limits = limits;
    this.transaction = transaction;
    this.clock = clock;
  }

  public Upload begin(Project project, Caller caller, String name) {
    Dataset dataset = datasets.get(project, name);
    UUID id = UUID.randomUUID();
    String prefix =
        project.pathPrefix() + dataset.zone().word() + "/" + dataset.name() + "/" + id + "/";
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var upload = new Upload(project, id, dataset.id(), prefix, now, caller.name());
    uploads.insert(upload);
    return upload;
  }

  public Instant expiry(Upload upload) {
    return upload.beganAt().plus(LIFE);
  }

  /** An open upload of that dataset. */
  public Upload get(Project project, String name, UUID id) {
    Dataset dataset = datasets.get(project, name);
    return uploads
        .find(project, id)
        .filter(upload -> upload.datasetId().equals(dataset.id()))
        .orElseThrow(() -> gone(id));
  }

  /**
   * Adds a file, or replaces the one of its path.
   *
   * @throws IOException if the body cannot be read to its end; nothing is added then
   */
  public DataFile put(Upload upload, ArtifactPath path, InputStream body, long length)
      throws IOException {
    if (path.value().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw ThermoclineException.invalid(
          "The path of a file in a dataset has at most " + LONGEST_PATH + " bytes.");
    }
    DataFile written = files.put(upload.prefix(), path.value(), body, length);
    if (!uploads.record(upload, written)) {
      files.delete(List.of(written.key()));
      throw gone(upload.id());
    }
    return written;
  }

  /** What was sent so far. */
  public List<DataFile> files(Upload upload) {
    return uploads.files(upload, limits.files() + 1);
  }

  /** The upload becomes a version; or is given up, when its content is one already. */
  public Registered seal(Upload upload, Caller caller, String name, Stated stated) {
    Stated checked = stated.checked();
    List<DataFile> sent = files(upload);
    refuseUnfit(sent);
    List<Known> known = new ArrayList<>();
    for (DataFile file : sent) {
      known.add(
          new Known(
              new FoundFile(file.path(), file.key(), file.size(), file.etag()), file.sha256()));
    }
    Contents contents = Agreement.of(reader.read(known, ContentReader.Progress.NONE), checked);
    var source = new Source(Origin.UPLOAD, upload.prefix(), null, List.of());
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          Dataset held = store.lock(upload.project(), name).orElseThrow();
          if (!uploads.seal(upload) || !uploads.files(upload, limits.files() + 1).equals(sent)) {
            throw ThermoclineException.conflict(
                "The upload " + upload.id() + " changed while it was sealed. Seal it again.");
          }
          return versions.add(held, caller.name(), source, contents, checked);
        }));
  }

  private void refuseUnfit(List<DataFile> sent) {
    if (sent.isEmpty()) {
      throw ThermoclineException.invalid(
          "The upload has no files. Put some before you make a version of it.");
    }
    if (sent.size() > limits.files()) {
      throw ThermoclineException.invalid(
          "The upload has more than " + limits.files() + " files, the most that a version has.");
    }
    long bytes = sent.stream().mapToLong(DataFile::size).sum();
    if (bytes > limits.bytes()) {
      throw ThermoclineException.invalid(
          "The upload has " + bytes + " bytes; a version has at most " + limits.bytes() + ".");
    }
  }

  public void abandon(Upload upload) {
    if (!uploads.condemn(upload)) {
      throw gone(upload.id());
    }
    removeLeftovers(upload);
  }

  /**
   * Gives up old uploads and takes away whatever lies below them and belongs to no version. A row
   * is kept for a second life, so that a file that was still arriving is found, too. Returns how
   * many files went.
   */
  public int sweep() {
    Instant now = clock.instant();
    int removed = 0;
    for (Upload upload : uploads.beganBefore(now.minus(LIFE), 1_000)) {
      boolean _ = uploads.condemn(upload);
      removed += removeLeftovers(upload);
      if (upload.beganAt().isBefore(now.minus(LIFE.multipliedBy(2)))) {
        uploads.forget(upload);
      }
    }
    return removed;
  }

  private int removeLeftovers(Upload upload) {
    List<String> keys =
        files.list(upload.prefix(), Integer.MAX_VALUE - 1).stream().map(FoundFile::key).toList();
    Set<String> kept = uploads.registered(keys);
    List<String> left = keys.stream().filter(key -> !kept.contains(key)).toList();
    if (!left.isEmpty()) {
      files.delete(left);
      log.info("Removed files of an upload without a version prefix={}", upload.prefix());
    }
    return left.size();
  }

  private static ThermoclineException gone(UUID id) {
    return ThermoclineException.notFound(
        "There is no open upload "
            + id
            + " of this dataset: it became a version, was given up, or ran out after a day.");
  }
}
