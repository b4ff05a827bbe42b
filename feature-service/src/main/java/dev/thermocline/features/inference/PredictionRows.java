package dev.thermocline.features.inference;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.inference.LogFile.Folder;
import dev.thermocline.features.offline.FileShelf;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Logged predictions as entity rows, which a join takes: a row for each row that was predicted,
 * with its entity, its moment, the answer, and the newest feedback on it.
 */
@Component
public class PredictionRows {
  private final LogFiles files;
  private final FileShelf shelf;
  private final PredictionJoin join;
  private final Definitions definitions;
  private final ObjectStore objects;
  private final String bucket;

  public PredictionRows(
      LogFiles files,
      FileShelf shelf,
      PredictionJoin join,
      Definitions definitions,
      ObjectStore objects,
      S3Settings s3) {
    this.files = files;
    this.shelf = shelf;
    this.join = join;
    this.definitions = definitions;
    this.objects = objects;
    this.bucket = s3.buckets().trainingData();
  }

  /**
   * Which predictions.
   *
   * @param feedback columns made from members of the feedback
   */
  public record Wanted(String deployment, Instant from, Instant to, List<Column> feedback) {
    public Wanted {
      feedback = List.copyOf(feedback);
    }
  }

  /** A column with the name of a member of the feedback. */
  public record Column(String name, ValueType type) {}

  /** Where the rows are. */
  public record Made(ObjectAddress address, long rows) {}

  /** The files of a deployment's predictions of a span of time. */
  public List<LogFile> files(Project project, String deployment, Instant from, Instant to) {
    return files.list(
        project, new Folder.Predictions(deployment), RowTimes.micros(from), RowTimes.micros(to));
  }

  public List<String> deployments(Project project) {
    return files.deployments(project);
  }

  /** Writes the rows as a file that a join reads. */
  public Made make(Project project, Wanted wanted) {
    long from = RowTimes.micros(wanted.from());
    long to = RowTimes.micros(wanted.to());
    List<LogFile> predictions =
        files.list(project, new Folder.Predictions(wanted.deployment()), from, to);
    if (predictions.isEmpty()) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The deployment '%s' has no prediction in files from %s to %s. It may be some seconds until a prediction is in a file. Deployments with predictions: %s."
              .formatted(
                  wanted.deployment(),
                  wanted.from(),
                  wanted.to(),
                  String.join(", ", files.deployments(project))));
    }
    // Feedback comes whenever the truth is known, but never before its prediction.
    List<LogFile> feedback = files.list(project, new Folder.Feedback(), from, Long.MAX_VALUE);
    try (FileShelf.Lease told = shelf.fetch(predictions.stream().map(this::entry).toList());
        FileShelf.Lease heard = shelf.fetch(feedback.stream().map(this::entry).toList())) {
      return join.write(
          new PredictionJoin.Task(
              List.copyOf(told.paths().values()),
              List.copyOf(heard.paths().values()),
              from,
              to,
              wanted.feedback(),
              keyTypes(definitions.catalog(project))),
          (file, rows) -> new Made(put(project, file), rows));
    }
  }

  private ObjectAddress put(Project project, Path file) {
    ObjectAddress address =
        new ObjectAddress(
            bucket,
            project.pathPrefix() + "curated/prediction-rows/" + UUID.randomUUID() + ".parquet");
    try {
      objects.put(address, file, PutOptions.create().mediaType("application/vnd.apache.parquet"));
      return address;
    } catch (IOException e) {
      throw new UncheckedIOException("A file that was just written cannot be read", e);
    }
  }

  private SnapshotFile entry(LogFile file) {
    return new SnapshotFile(
        file.bucket(),
        file.key(),
        file.rows(),
        file.size(),
        file.sha256(),
        file.etag(),
        file.leastAt(),
        file.greatestAt(),
        file.leastAt(),
        file.greatestAt());
  }

  private static Map<String, ValueType> keyTypes(Catalog catalog) {
    Map<String, ValueType> types = new HashMap<>();
    for (Entity entity : catalog.entities().values()) {
      for (JoinKey key : entity.joinKeys()) {
        types.put(key.name(), key.type());
      }
    }
    return types;
  }
}
