package dev.thermocline.features.compact;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.features.FeatureMetrics;
import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.ParquetFiles;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes few files of many small ones. The new files are an entry of the view's history that stands
 * for others: whoever reads an earlier state reads the earlier files, which therefore stay.
 */
@Component
public class Compactions {
  private static final Logger log = LoggerFactory.getLogger(Compactions.class);

  private final Definitions definitions;
  private final OfflineStore offline;
  private final SnapshotLog snapshots;
  private final CompactFiles files;
  private final ParquetFiles parquet;
  private final CompactionSettings settings;
  private final String bucket;
  private final Counter compacted;

  public Compactions(
      Definitions definitions,
      OfflineStore offline,
      SnapshotLog snapshots,
      CompactFiles files,
      ParquetFiles parquet,
      CompactionSettings settings,
      S3Settings s3,
      MeterRegistry meters) {
    this.definitions = definitions;
    this.offline = offline;
    this.snapshots = snapshots;
    this.files = files;
    this.parquet = parquet;
    this.settings = settings;
    this.bucket = s3.buckets().featureStore();
    this.compacted =
        Counter.builder(FeatureMetrics.COMPACTED)
            .description("Small files that became part of a larger one.")
            .register(meters);
  }

  /** Compacts the views of a project that have enough small files; tells how many did. */
  public int compact(Project project) {
    Catalog catalog = definitions.catalog(project);
    int done = 0;
    for (AppliedView view : catalog.views().values()) {
      if (compact(project, catalog, view).isPresent()) {
        done++;
      }
    }
    return done;
  }

  private Optional<Snapshot> compact(Project project, Catalog catalog, AppliedView view) {
    ViewHistory history = offline.history(project, view.view().name());
    Optional<CompactRun> found = CompactRun.find(history, settings.files());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CompactRun run = found.get();
    ViewSchema columns =
        view.schemas().stream().filter(s -> s.number() == run.schema()).findFirst().orElseThrow();
    if (columns.columns().stream().anyMatch(c -> view.view().findField(c.name()).isEmpty())) {
      // A field that was removed may come back with its name, and its old values with it.
      return Optional.empty();
    }
    try (OfflineStore.Opened opened = offline.open(catalog, view, run.parts(), fields(columns))) {
      Snapshot made =
          files.write(
              opened.scan(),
              run.schema(),
              dated ->
                  snapshots.compact(
                      project,
                      view,
                      new Snapshot.Change.Compact(run.first(), run.last()),
                      run.schema(),
                      dated.stream().map(file -> put(project, view, file)).toList(),
                      history.latest()));
      compacted.increment(run.files());
      log.info(
          "Compacted view={} entries={}-{} files={} into={}",
          view.view().name(),
          run.first(),
          run.last(),
          run.files(),
          made.files().size());
      return Optional.of(made);
    }
  }

  private SnapshotFile put(Project project, AppliedView view, DatedFile file) {
    String key =
        "%soffline/%s/%s/compact-%s.parquet"
            .formatted(project.pathPrefix(), view.view().name(), file.day(), UUID.randomUUID());
    return SnapshotFile.of(
        parquet.create(new ObjectAddress(bucket, key), file.path()), file.range());
  }

  private static Set<String> fields(ViewSchema schema) {
    return schema.columns().stream().map(ViewSchema.Column::name).collect(Collectors.toSet());
  }
}
