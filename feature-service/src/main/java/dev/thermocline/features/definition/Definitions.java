package dev.thermocline.features.definition;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Plans and applies definitions, and answers what is defined. */
@Service
public class Definitions implements CatalogSource {
  private final DefinitionStore store;
  private final DeployedServices deployed;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  public Definitions(
      DefinitionStore store,
      DeployedServices deployed,
      ApplicationEventPublisher events,
      Clock clock) {
    this.store = store;
    this.deployed = deployed;
    this.events = events;
    this.clock = clock;
  }

  @Override
  @Transactional(readOnly = true)
  public Catalog catalog(Project project) {
    return store.load(project);
  }

  @Transactional(readOnly = true)
  public List<DefinitionStore.Revision> listRevisions(Project project, long before, int limit) {
    return store.listRevisions(project, before, limit);
  }

  /** The difference that {@link #apply} would make now. Changes nothing. */
  @Transactional(readOnly = true)
  public Plan plan(Project project, Proposal proposal) {
    return planner(project, now()).plan(store.load(project), proposal);
  }

  /**
   * Makes the proposal true in one step, or refuses it whole.
   *
   * @param base the revision that the caller planned against; null applies to whatever stands
   */
  @Transactional
  public Plan apply(Project project, Proposal proposal, @Nullable Long base, Caller caller) {
    Instant now = now();
    Planner planner = planner(project, now);
    Catalog current = store.lock(project);
    if (base != null && base != current.revision()) {
      throw new ThermoclineException(
          ErrorKind.PRECONDITION_FAILED,
          "The definitions are at revision %d, and the plan was made for %d. Plan again and look at the difference."
              .formatted(current.revision(), base));
    }
    Plan plan = planner.plan(current, proposal);
    if (!plan.refusals().isEmpty()) {
      throw ThermoclineException.conflict(
          plan.refusals().stream().map(Plan.Refusal::sentence).collect(Collectors.joining(" ")));
    }
    if (!plan.changes().isEmpty()) {
      store.save(project, plan, caller.name(), now);
      events.publishEvent(new DefinitionsChanged(project, plan.result(), plan.changes()));
    }
    return plan;
  }

  /** As exact as the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Planner planner(Project project, Instant now) {
    // Only something that takes a feature away can hurt a deployment; nothing else has to wait for
    // the registry to answer.
    return new Planner(
        new Planner.Numbers() {
          @Override
          public int highestViewNumber() {
            return store.highestViewNumber(project);
          }

          @Override
          public int highestServiceVersion(String service) {
            return store.highestServiceVersion(project, service);
          }
        },
        () -> deployed.list(project),
        now);
  }
}
