package dev.thermocline.registry.experiment.jpa;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ExperimentRows extends JpaRepository<ExperimentRow, ExperimentKey> {
  @Query("select e from ExperimentRow e where e.key.project = ?1 and e.name = ?2")
  Optional<ExperimentRow> findByName(String project, String name);

  @Query(value = "select nextval('experiment_number')", nativeQuery = true)
  long nextNumber();

  @Modifying(clearAutomatically = true, flushAutomatically = true)
  @Query(
      """
      update ExperimentRow e set e.deletedAt = ?3, e.updatedAt = ?3
      where e.key.project = ?1 and e.key.experimentId = ?2 and e.deletedAt is null
      """)
  int delete(String project, long id, long now);

  @Modifying(clearAutomatically = true, flushAutomatically = true)
  @Query(
      """
      update ExperimentRow e set e.deletedAt = null, e.updatedAt = ?3
      where e.key.project = ?1 and e.key.experimentId = ?2 and e.deletedAt is not null
      """)
  int restore(String project, long id, long now);
}
