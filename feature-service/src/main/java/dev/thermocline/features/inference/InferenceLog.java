package dev.thermocline.features.inference;

import dev.thermocline.cold.StoredObject;
import dev.thermocline.features.inference.LogFile.Folder;
import dev.thermocline.features.offline.ParquetFiles;
import dev.thermocline.features.stream.LogPartition;
import dev.thermocline.features.stream.StreamOffsets;
import dev.thermocline.features.stream.Stretch;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rolls logged rows into files by day and deployment, each row exactly once: the names of the files
 * and the offsets that they cover are committed together.
 */
@Component
public class InferenceLog {
  private final LogWriter writer;
  private final LogFiles files;
  private final ParquetFiles parquet;
  private final StreamOffsets offsets;
  private final TransactionTemplate transactions;
  private final String bucket;

  public InferenceLog(
      LogWriter writer,
      LogFiles files,
      ParquetFiles parquet,
      StreamOffsets offsets,
      PlatformTransactionManager transactions,
      S3Settings s3) {
    this.writer = writer;
    this.files = files;
    this.parquet = parquet;
    this.offsets = offsets;
    this.transactions = new TransactionTemplate(transactions);
    this.bucket = s3.buckets().trainingData();
  }

  private record Place(Project project, Folder folder, LocalDate day) {
    static Place of(LoggedRow row) {
      Folder folder =
          switch (row) {
            case LoggedRow.Predicted predicted ->
                new Folder.Predictions(predicted.served().deployment());
            case LoggedRow.Feedback feedback -> new Folder.Feedback();
          };
      LocalDate day = RowTimes.instant(row.at()).atOffset(ZoneOffset.UTC).toLocalDate();
      return new Place(row.project(), folder, day);
    }
  }

  /** The first message of a partition that is in no file. The topics are of all projects. */
  public long begin(LogPartition partition) {
    return offsets.begin(Project.DEFAULT, partition);
  }

  /**
   * Brings a stretch into files.
   *
   * @throws ThermoclineException CONFLICT when another consumer did so already
   */
  public void roll(Stretch stretch, List<LoggedRow> rows) {
    Map<Place, List<LoggedRow>> byPlace = new LinkedHashMap<>();
    for (LoggedRow row : rows) {
      byPlace.computeIfAbsent(Place.of(row), p -> new ArrayList<>()).add(row);
    }
    List<LogFile> made = new ArrayList<>();
    byPlace.forEach((place, some) ->
        made.add(writer.write(place.folder(), some, file -> upload(stretch, place, some, file))));
    transactions.executeWithoutResult(status -> commit(stretch, made));
  }

  private void commit(Stretch stretch, List<LogFile> made) {
    stretch.claim(offsets, Project.DEFAULT);
    made.forEach(file ->
        files.add(file, stretch.topic(), stretch.partition(), stretch.from(), stretch.to()));
  }

  private LogFile upload(Stretch stretch, Place place, List<LoggedRow> rows, Path file) {
    String folder =
        switch (place.folder()) {
          case Folder.Predictions(String deployment) -> deployment;
          // No deployment's name begins so.
          case Folder.Feedback() -> "_feedback";
        };
    StoredObject stored =
        parquet.createOnce(
            bucket,
            "%spredictions/%s/%s/%s"
                .formatted(place.project().pathPrefix(), place.day(), folder, stretch.stem()),
            file);
    return new LogFile(
        place.project(),
        place.folder(),
        place.day(),
        bucket,
        stored.address().key(),
        rows.size(),
        stored.size(),
        stored.sha256(),
        stored.etag(),
        rows.stream().mapToLong(LoggedRow::at).min().orElseThrow(),
        rows.stream().mapToLong(LoggedRow::at).max().orElseThrow());
  }
}
