package dev.thermocline.features.offline;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.StoredObject;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.offline.IngestionRequest.Part;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.Jobs;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes orders for ingestions: of objects that lie there, and of files that come in parts. */
public final class Ingestions {
  public static final int MOST_PARTS = 10_000;

  private final Definitions definitions;
  private final ObjectStore objects;
  private final Jobs jobs;
  private final IngestionJob kind;
  private final Ingestion.Places places;

  public Ingestions(
      Definitions definitions,
      ObjectStore objects,
      Jobs jobs,
      IngestionJob kind,
      Ingestion.Places places) {
    this.definitions = definitions;
    this.objects = objects;
    this.jobs = jobs;
    this.kind = kind;
    this.places = places;
  }

  /** Keeps one part of a file; the same part again replaces it. */
  public StoredObject part(
      Project project, String view, UUID upload, int number, InputStream body, long length)
      throws IOException {
    definitions.catalog(project).getView(view);
    if (number < 1 || number > MOST_PARTS) {
      throw ThermoclineException.invalid(
          "A part's number lies between 1 and %d; it is %d.".formatted(MOST_PARTS, number));
    }
    return objects.put(address(project, upload, number), body, length, PutOptions.overwrite());
  }

  /** Queues the ingestion of a file whose parts 1 to {@code parts} were sent. */
  public Job ofParts(
      Project project,
      String view,
      UUID upload,
      int parts,
      Format format,
      Range range,
      Caller caller) {
    if (parts < 1 || parts > MOST_PARTS) {
      throw ThermoclineException.invalid(
          "'parts' lies between 1 and %d; it is %d.".formatted(MOST_PARTS, parts));
    }
    List<Part> found = new ArrayList<>();
    for (int number = 1; number <= parts; number++) {
      int missing = number;
      ObjectInfo object =
          objects
              .find(address(project, upload, number))
              .orElseThrow(() ->
                  ThermoclineException.notFound(
                      "Part %d of the upload %s is not there. Send it, then ask again."
                          .formatted(missing, upload)));
      found.add(part(object));
    }
    return submit(
        project, view, found, true, format, range, "upload of %d parts".formatted(parts), caller);
  }

  /** Queues the ingestion of one object. */
  public Job ofObject(
      Project project, String view, ObjectAddress from, Format format, Range range, Caller caller) {
    places.check(project, from.bucket(), from.key());
    ObjectInfo object =
        objects
            .find(from)
            .orElseThrow(() ->
                ThermoclineException.notFound("There is no file at s3://%s.".formatted(from)));
    return submit(
        project, view, List.of(part(object)), false, format, range, "s3://" + from, caller);
  }

  /** Event times that are replaced, in microseconds, or none. */
  public record Range(@Nullable Long from, @Nullable Long to) {}

  private Job submit(
      Project project,
      String view,
      List<Part> parts,
      boolean temporary,
      Format format,
      Range range,
      String source,
      Caller caller) {
    definitions.catalog(project).getView(view);
    return jobs.submit(
        project,
        caller,
        kind,
        new IngestionRequest(view, parts, temporary, format, range.from(), range.to(), source));
  }

  public Job get(Project project, UUID id) {
    return jobs.get(project, IngestionJob.NAME, id);
  }

  public Job cancel(Project project, UUID id) {
    return jobs.cancel(project, IngestionJob.NAME, id);
  }

  private ObjectAddress address(Project project, UUID upload, int number) {
    return new ObjectAddress(
        places.staging(),
        "%s%s%s/part-%05d"
            .formatted(project.pathPrefix(), Ingestion.Places.UPLOADS, upload, number));
  }

  private static Part part(ObjectInfo object) {
    if (object.size() == 0) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE, "%s is empty.".formatted(object.address()));
    }
    return new Part(
        object.address().bucket(), object.address().key(), object.size(), object.etag());
  }
}
