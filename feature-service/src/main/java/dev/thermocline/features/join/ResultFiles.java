package dev.thermocline.features.join;

import dev.thermocline.cold.ObjectContent;
import dev.thermocline.features.offline.ArrowConversion;
import dev.thermocline.features.offline.WorkFolder;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Gives the rows of joins as Arrow. They are converted whole first, so that a slow reader holds
 * nothing but a file.
 */
public final class ResultFiles {
  private final Joins joins;
  private final ArrowConversion arrow;
  private final WorkFolder folder;

  public ResultFiles(Joins joins, ArrowConversion arrow, WorkFolder folder) {
    this.joins = joins;
    this.arrow = arrow;
    this.folder = folder;
  }

  /** Hands the rows of a join over as a stream of Arrow. */
  public void arrow(Project project, UUID join, Use use) throws IOException {
    try (WorkFolder.Room room = folder.open()) {
      Path parquet = room.file("rows.parquet");
      Path stream = room.file("rows.arrow");
      try (ObjectContent content = joins.result(project, join)) {
        Files.copy(content.bytes(), parquet);
      }
      arrow.toArrow(parquet, stream);
      Files.delete(parquet);
      try (InputStream in = Files.newInputStream(stream)) {
        use.of(in, Files.size(stream));
      }
    }
  }

  /** What is done with the stream. */
  @FunctionalInterface
  public interface Use {
    void of(InputStream stream, long length) throws IOException;
  }
}
