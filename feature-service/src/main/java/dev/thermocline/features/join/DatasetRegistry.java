package dev.thermocline.features.join;

import dev.thermocline.kit.project.Project;
import java.util.UUID;

/**
 * Makes training sets versions of datasets. The same again gives the same version. Thread-safe.
 *
 * @see TrainingSets
 */
public interface DatasetRegistry {
  /**
   * Makes the files of a join the dataset's next version.
   *
   * @throws Away when it cannot be asked now
   * @throws dev.thermocline.kit.error.ThermoclineException when it will never take it
   */
  TrainingSet.Version register(
      Project project, UUID join, String dataset, TrainingSetContent content);

  /** The registry does not answer, or not yet. */
  final class Away extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Away(String why, Throwable cause) {
      super(why, cause);
    }
  }
}
