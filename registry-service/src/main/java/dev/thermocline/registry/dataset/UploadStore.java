package dev.thermocline.registry.dataset;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keeps uploads. An upload is open until it is sealed or condemned, whichever comes first. */
public interface UploadStore {
  void insert(Upload upload);

  /** An open one. */
  Optional<Upload> find(Project project, UUID id);

  /** Records a file, or the newer one of its path; false when the upload is no longer open. */
  boolean record(Upload upload, DataFile file);

  /** Its files in the order of paths. */
  List<DataFile> files(Upload upload, int most);

  /** In the caller's transaction; false when the upload was not open any more. */
  boolean seal(Upload upload);

  /** False when the upload was not open any more. */
  boolean condemn(Upload upload);

  /** Those that began before that moment, of every project, the oldest first. */
  List<Upload> beganBefore(Instant moment, int most);

  /** Of these keys those that belong to a version. */
  Set<String> registered(Collection<String> keys);

  void forget(Upload upload);
}
