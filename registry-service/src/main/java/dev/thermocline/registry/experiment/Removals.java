package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.artifact.ArtifactFile;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.Artifacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes for good what was deleted: rows and artifacts of each thing in one transaction. What is
 * stored elsewhere than with this server stays and is counted.
 */
@Service
public class Removals {
  /**
   * Writers do not lock what they log to, so nothing goes before every request that may have seen
   * it alive has ended.
   */
  public static final Duration LEAST_AGE = Duration.ofMinutes(5);

  private static final String OURS = "mlflow-artifacts:/";
  private static final int STEP = 100;

  private final RemovalStore store;
  private final Artifacts artifacts;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Removals(RemovalStore store, Artifacts artifacts, TransactionTemplate transaction, Clock clock) {
    this.store = store;
    this.artifacts = artifacts;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Sees each thing before it goes; an exception stops the removal there. */
  @FunctionalInterface
  public interface Progress {
    void removing(Doomed doomed) throws Exception;
  }

  /** Since when something must have been deleted to be removed now. */
  public Instant before(Duration deletedFor) {
    if (deletedFor.compareTo(LEAST_AGE) < 0) {
      throw ThermoclineException.invalid(
          "What was deleted less than "
              + LEAST_AGE
              + " ago is not removed: a writer may still be at it. Give a longer deletedFor.");
    }
    return clock.instant().minus(deletedFor);
  }

  /** Removes it all, or with {@code dryRun} only tells what would go. */
  public RemovalReport remove(
      Project project, Instant deletedBefore, boolean dryRun, Progress progress) throws Exception {
    RemovalReport.Builder report = new RemovalReport.Builder(dryRun);
    for (Doomed.Kind kind : Doomed.Kind.values()) {
      String after = null;
      List<Doomed> step = store.find(project, kind, deletedBefore, after, STEP);
      while (!step.isEmpty()) {
        for (Doomed doomed : step) {
          progress.removing(doomed);
          count(project, doomed, report);
          if (!dryRun) {
            removeOne(project, doomed, deletedBefore);
          }
        }
        after = step.getLast().id();
        step = store.find(project, kind, deletedBefore, after, STEP);
      }
    }
    return report.build();
  }

  private void removeOne(Project project, Doomed doomed, Instant deletedBefore) {
    transaction.executeWithoutResult(status -> {
      if (store.remove(project, doomed, deletedBefore)) {
        folder(doomed).ifPresent(path -> artifacts.delete(project, path));
      }
    });
  }

  private void count(Project project, Doomed doomed, RemovalReport.Builder report) {
    report.add(doomed.kind());
    if (doomed.kind() == Doomed.Kind.EXPERIMENT) {
      return; // Its folder holds those of its runs and models, which are counted already.
    }
    Optional<ArtifactPath> folder = folder(doomed);
    if (folder.isEmpty()) {
      report.addElsewhere();
      return;
    }
    @Nullable ArtifactPath after = null;
    List<ArtifactFile> files;
    do {
      files = artifacts.below(project, folder.get(), after, STEP);
      for (ArtifactFile file : files) {
        report.addFile(file.size());
        after = file.path();
      }
    } while (files.size() == STEP);
  }

  private static Optional<ArtifactPath> folder(Doomed doomed) {
    String location = doomed.artifactLocation();
    if (!location.startsWith(OURS)) {
      return Optional.empty();
    }
    return Optional.of(ArtifactPath.of(location.substring(OURS.length())));
  }
}
