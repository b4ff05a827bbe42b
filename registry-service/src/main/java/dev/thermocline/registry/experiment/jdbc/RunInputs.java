package dev.thermocline.registry.experiment.jdbc;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.experiment.Dataset;
import dev.thermocline.registry.experiment.DatasetInput;
import dev.thermocline.registry.experiment.ModelLink;
import dev.thermocline.registry.experiment.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes what runs read and made. A dataset or model that is there already changes nothing. */
@Component
class RunInputs {
  private static final String DATASET =
      """
      INSERT INTO run_dataset
        (project, experiment_id, dataset_id, name, digest, source_type, source, schema, profile)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (project, experiment_id, name, digest) DO NOTHING
      """;
  private static final String INPUT =
      """
      INSERT INTO run_input (project, run_id, dataset_id, context, tags)
      SELECT project, ?, dataset_id, ?, ?::jsonb FROM run_dataset
      WHERE project = ? AND experiment_id = ? AND name = ? AND digest = ? ON CONFLICT DO NOTHING
      """;
  private static final String MODELS =
      """
      INSERT INTO run_model (project, run_id, direction, model_id, step)
      SELECT ?, ?, ?, m.model_id, m.step FROM unnest(?::text[], ?::bigint[])
        WITH ORDINALITY AS m (model_id, step, place)
      ORDER BY m.place ON CONFLICT DO NOTHING
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final RunLocks locks;

  RunInputs(JdbcTemplate jdbc, TransactionTemplate transaction, RunLocks locks) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.locks = locks;
  }

  void addInputs(Project project, RunId id, List<DatasetInput> datasets, List<ModelLink> models) {
    transaction.executeWithoutResult(status -> {
      long experiment = locks.exclusive(project, id);
      // Rows that runs of an experiment share are written in the order of their key.
      TreeMap<String, DatasetInput> first = new TreeMap<>();
      datasets.forEach(input -> first.putIfAbsent(key(input.dataset()), input));
      List<Object[]> rows = new ArrayList<>();
      for (DatasetInput input : first.values()) {
        Dataset set = input.dataset();
        rows.add(
            new Object[] {
              project.name(),
              experiment,
              UUID.randomUUID(),
              set.name(),
              set.digest(),
              set.sourceType(),
              set.source(),
              set.schema(),
              set.profile()
            });
      }
      jdbc.batchUpdate(DATASET, rows);
      List<Object[]> links = new ArrayList<>();
      for (DatasetInput input : datasets) {
        links.add(
            new Object[] {
              id.value(),
              input.context(),
              TagJson.write(input.tags()),
              project.name(),
              experiment,
              input.dataset().name(),
              input.dataset().digest()
            });
      }
      jdbc.batchUpdate(INPUT, links);
      addModels(project, id, "input", models);
    });
  }

  void addOutputs(Project project, RunId id, List<ModelLink> models) {
    transaction.executeWithoutResult(status -> {
      locks.exclusive(project, id);
      addModels(project, id, "output", models);
    });
  }

  private void addModels(Project project, RunId id, String direction, List<ModelLink> models) {
    if (!models.isEmpty()) {
      jdbc.update(
          MODELS,
          project.name(),
          id.value(),
          direction,
          models.stream().map(ModelLink::modelId).toArray(String[]::new),
          models.stream().mapToLong(ModelLink::step).toArray());
    }
  }

  private static String key(Dataset dataset) {
    return dataset.name() + "\0" + dataset.digest();
  }
}
