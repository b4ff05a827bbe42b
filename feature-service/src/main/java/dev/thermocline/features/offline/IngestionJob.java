package dev.thermocline.features.offline;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.features.offline.Ingestion.RowSource;
import dev.thermocline.features.offline.Ingestion.Taken;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes a file from object storage in. Begun again after a crash it adds no second entry: an entry
 * knows the job that made it.
 */
public final class IngestionJob implements JobKind<IngestionRequest> {
  public static final String NAME = "ingestion";
  private static final int CHUNK = 1 << 20;

  private final Ingestion ingestion;
  private final ObjectStore objects;
  private final WorkFolder folder;

  public IngestionJob(Ingestion ingestion, ObjectStore objects, WorkFolder folder) {
    this.ingestion = ingestion;
    this.objects = objects;
    this.folder = folder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<IngestionRequest> requestType() {
    return IngestionRequest.class;
  }

  @Override
  public void run(IngestionRequest request, JobRun run) throws Exception {
    // Bytes to fetch, then as many again for the work on them.
    run.total(2 * request.size());
    try (WorkFolder.Room room = folder.open()) {
      Path file = room.file("rows");
      run.note("fetching the file");
      fetch(request, file, run);
      run.stopIfCancelled();
      run.note("checking, sorting and storing the rows");
      Taken taken =
          ingestion.ingest(
              run.project(),
              request.view(),
              new RowSource(file, request.format(), request.source(), run.id()),
              request.change(),
              new Caller(run.requestedBy(), Role.SCIENTIST));
      run.advance(request.size());
      run.result(
          new IngestionReport(
              request.view(),
              taken.snapshot().number(),
              taken.snapshot().rows(),
              taken.ignoredColumns()));
    }
    if (request.temporary()) {
      request.parts().forEach(p -> objects.delete(new ObjectAddress(p.bucket(), p.key())));
    }
  }

  private void fetch(IngestionRequest request, Path to, JobRun run)
      throws IOException, JobRun.JobCancelled {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(to)) {
      for (IngestionRequest.Part part : request.parts()) {
        ObjectAddress from = new ObjectAddress(part.bucket(), part.key());
        try (ObjectContent content = objects.get(from, ReadOptions.whole().ifMatch(part.etag()));
            InputStream in = content.bytes()) {
          for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            out.write(chunk, 0, n);
            run.advance(n);
          }
        } catch (ColdStoreException e) {
          throw failed(from, e);
        }
      }
    }
  }

  private static RuntimeException failed(ObjectAddress from, ColdStoreException e) {
    return switch (e.reason()) {
      case NOT_FOUND, CHANGED ->
          new ThermoclineException(
              ErrorKind.SOURCE_CHANGED,
              "%s was changed or removed since its ingestion was asked for, so nothing was taken in. Ask again."
                  .formatted(from),
              e);
      default ->
          new ThermoclineException(
              ErrorKind.UNAVAILABLE,
              "%s cannot be read from object storage now. Nothing was taken in; ask again."
                  .formatted(from),
              e);
    };
  }
}
