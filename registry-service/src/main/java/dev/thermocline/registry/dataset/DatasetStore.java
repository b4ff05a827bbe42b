package dev.thermocline.registry.dataset;

import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalogue and the versions. Changes run in the caller's transaction, which holds the
 * dataset's row since {@link #lock}: changes of one dataset are one after the other.
 */
public interface DatasetStore {
  /** False when the name is taken: the database decides. */
  boolean insert(Dataset dataset);

  Optional<Dataset> find(Project project, String name);

  /** The dataset, held until the transaction ends. */
  Optional<Dataset> lock(Project project, String name);

  /** Stores what is said about it, its last version, revision and time. */
  void update(Dataset dataset);

  /**
   * In the order of names.
   *
   * @param containing in the name or the description, whatever the case
   */
  List<Dataset> list(
      Project project, @Nullable Zone zone, @Nullable String containing, String after, int most);

  void insert(DatasetVersion version, List<DataFile> files);

  /** Stores splits and preprocessing. */
  void correct(DatasetVersion version);

  Optional<DatasetVersion> find(Project project, String dataset, VersionName name);

  /** Newest first, below that number. */
  List<DatasetVersion> versions(Dataset dataset, int below, int most);

  /** In the order of paths. */
  List<DataFile> files(DatasetVersion version, String after, int most);

  Optional<DataFile> file(DatasetVersion version, String path);
}
