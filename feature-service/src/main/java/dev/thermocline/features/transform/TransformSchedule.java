package dev.thermocline.features.transform;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.Schedule;
import dev.thermocline.features.definition.Transformation;
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
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Starts the statements of views that have a schedule, each by one replica. */
@Component
public final class TransformSchedule {
  private static final Logger log = LoggerFactory.getLogger(TransformSchedule.class);
  private static final Caller SCHEDULE = new Caller("schedule", Role.SERVICE);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Definitions definitions;
  private final Transformations transformations;
  private final ScheduledRuns runs;
  private final Clock clock;
  private final Ticker ticker;

  public TransformSchedule(
      Definitions definitions, Transformations transformations, ScheduledRuns runs, Clock clock) {
    this.definitions = definitions;
    this.transformations = transformations;
    this.runs = runs;
    this.clock = clock;
    this.ticker = new Ticker("transformation-schedule", BETWEEN_LOOKS, this::look);
  }

  private void look() {
    for (Project project : runs.projects()) {
      for (AppliedView view : definitions.catalog(project).views().values()) {
        Transformation transformation = view.view().source().transformation();
        if (transformation != null && transformation.schedule() != null) {
          startIfDue(project, view, transformation.schedule());
        }
      }
    }
  }

  private void startIfDue(Project project, AppliedView view, String cron) {
    // The database keeps microseconds; a finer moment would never be found again.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant last = runs.last(project, view.number(), now);
    LocalDateTime next = Schedule.parse(cron).next(LocalDateTime.ofInstant(last, ZoneOffset.UTC));
    if (next == null
        || next.toInstant(ZoneOffset.UTC).isAfter(now)
        || !runs.claim(project, view.number(), last, now)) {
      return;
    }
    try {
      transformations.start(project, view.view().name(), SCHEDULE);
    } catch (ThermoclineException e) {
      log.warn("No scheduled run view={}: {}", view.view().name(), e.getMessage());
    }
  }

  @PreDestroy
  void stop() {
    ticker.close();
  }
}
