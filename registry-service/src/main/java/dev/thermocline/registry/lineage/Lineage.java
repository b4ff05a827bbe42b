package dev.thermocline.registry.lineage;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.DatasetVersions;
import dev.thermocline.registry.dataset.VersionName;
import dev.thermocline.registry.deployment.Deployments;
import dev.thermocline.registry.experiment.LoggedModels;
import dev.thermocline.registry.experiment.RunId;
import dev.thermocline.registry.experiment.Runs;
import dev.thermocline.registry.lineage.LineageGraph.Direction;
import dev.thermocline.registry.lineage.LineageNode.Kind;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.VersionRef;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** From any thing in the chain from snapshots to deployments to all others. */
@Service
public class Lineage {
  private static final int MOST_NODES = 1_000;
  private static final Pattern SNAPSHOT =
      Pattern.compile("([A-Za-z][A-Za-z0-9_]{0,62})/(\\d{1,18})");

  private final LineageStore store;
  private final DatasetVersions datasets;
  private final Runs runs;
  private final LoggedModels loggedModels;
  private final ModelVersions versions;
  private final Deployments deployments;

  Lineage(
      LineageStore store,
      DatasetVersions datasets,
      Runs runs,
      LoggedModels loggedModels,
      ModelVersions versions,
      Deployments deployments) {
    this.store = store;
    this.datasets = datasets;
    this.runs = runs;
    this.loggedModels = loggedModels;
    this.versions = versions;
    this.deployments = deployments;
  }

  /**
   * The graph around one thing; throws NOT_FOUND where it does not exist.
   *
   * @param reference as {@link LineageNode#reference} gives it; versions also by label or {@code
   *     model@alias}
   */
  public LineageGraph around(Project project, Kind kind, String reference, Direction direction) {
    return switch (kind) {
      case SNAPSHOT -> {
        Matcher parts = SNAPSHOT.matcher(reference);
        if (!parts.matches()) {
          throw ThermoclineException.invalid(
              "A snapshot is named by view and number, as in vitals/12.");
        }
        yield store.around(
            project,
            kind,
            null,
            Long.parseLong(parts.group(2)),
            parts.group(1),
            direction,
            MOST_NODES);
      }
      case DATASET -> {
        String[] parts =
            halves(reference, "/", "A dataset's version is named as in readmission/3.");
        DatasetVersion found = datasets.get(project, parts[0], VersionName.parse(parts[1]));
        yield store.around(
            project, kind, found.datasetId(), (long) found.number(), null, direction, MOST_NODES);
      }
      case RUN -> {
        RunId id = RunId.of(reference);
        var _ = runs.get(project, id);
        yield store.around(project, kind, id.value(), null, null, direction, MOST_NODES);
      }
      case LOGGED_MODEL -> {
        var found = loggedModels.get(project, reference, true);
        yield store.around(project, kind, null, null, found.id(), direction, MOST_NODES);
      }
      case VERSION -> {
        ModelVersion found = version(project, reference);
        yield store.around(
            project, kind, found.modelId(), (long) found.number(), null, direction, MOST_NODES);
      }
      case DEPLOYMENT -> {
        var found = deployments.get(project, reference);
        yield store.around(project, kind, found.id(), null, null, direction, MOST_NODES);
      }
    };
  }

  private ModelVersion version(Project project, String reference) {
    String advice =
        "A version is named as in readmission/3, readmission/v1.2.3 or readmission@champion.";
    if (reference.indexOf('@') > 0) {
      String[] parts = halves(reference, "@", advice);
      return versions.get(project, parts[0], VersionRef.parse("@" + parts[1]));
    }
    String[] parts = halves(reference, "/", advice);
    return versions.get(project, parts[0], VersionRef.parse(parts[1]));
  }

  private static String[] halves(String reference, String separator, String advice) {
    int at = reference.lastIndexOf(separator);
    if (at <= 0 || at == reference.length() - 1) {
      throw ThermoclineException.invalid(advice);
    }
    return new String[] {reference.substring(0, at), reference.substring(at + 1)};
  }
}
