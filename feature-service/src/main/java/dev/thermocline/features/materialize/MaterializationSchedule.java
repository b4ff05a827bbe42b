package dev.thermocline.features.materialize;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Schedule;
import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.Ticker;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Starts the runs of views with a schedule. Several replicas may look at once: when the last run
 * began stands in the database, and a view has one run at a time.
 */
@Component
public final class MaterializationSchedule {
  private static final Logger log = LoggerFactory.getLogger(MaterializationSchedule.class);
  private static final Caller SCHEDULE = new Caller("schedule", Role.SERVICE);

  private final MaterializationStore store;
  private final Materializations materializations;
  private final ServedCatalogs catalogs;
  private final Clock clock;
  private final Instant began;
  private final Ticker ticker;

  public MaterializationSchedule(
      MaterializationStore store,
      Materializations materializations,
      ServedCatalogs catalogs,
      Clock clock) {
    this.store = store;
    this.materializations = materializations;
    this.catalogs = catalogs;
    this.clock = clock;
    this.began = clock.instant();
    this.ticker = new Ticker("materialization-schedule", Duration.ofSeconds(1), this::look);
  }

  private void look() {
    for (Project project : store.projects()) {
      for (AppliedView view : catalogs.get(project).catalog().views().values()) {
        String cron = view.view().serving().schedule();
        if (cron != null && view.view().serving().online() && isDue(project, view, cron)) {
          start(project, view);
        }
      }
    }
  }

  private boolean isDue(Project project, AppliedView view, String cron) {
    Instant now = clock.instant();
    Instant last =
        store.list(project, view.view().name(), now.plusSeconds(1), 1).stream()
            .map(Materialization::requestedAt)
            .findFirst()
            .orElse(began);
    LocalDateTime next = Schedule.parse(cron).next(LocalDateTime.ofInstant(last, ZoneOffset.UTC));
    return next != null && !next.toInstant(ZoneOffset.UTC).isAfter(now);
  }

  private void start(Project project, AppliedView view) {
    try {
      materializations.start(
          project,
          List.of(view.view().name()),
          new Materializations.Wanted.Incremental(true),
          SCHEDULE);
    } catch (ThermoclineException e) {
      // The last run is still at work, or another replica was first.
      log.debug("No scheduled run view={}: {}", view.view().name(), e.getMessage());
    }
  }

  @PreDestroy
  void stop() {
    ticker.close();
  }
}
