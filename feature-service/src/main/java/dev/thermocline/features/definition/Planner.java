package dev.thermocline.features.definition;

import dev.thermocline.features.definition.Plan.Action;
import dev.thermocline.features.definition.Plan.Change;
import dev.thermocline.features.definition.Plan.Refusal;
import dev.thermocline.features.definition.Plan.Sort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares a proposal with what stands. Changes nothing outside itself. */
final class Planner {
  private final Numbers numbers;
  private final Supplier<List<DeployedServices.Use>> deployed;
  private final Instant now;

  Planner(Numbers numbers, Supplier<List<DeployedServices.Use>> deployed, Instant now) {
    this.numbers = numbers;
    this.deployed = deployed;
    this.now = now;
  }

  /** What numbers were given before, also to things that are gone. */
  interface Numbers {
    int highestViewNumber();

    int highestServiceVersion(String service);
  }

  Plan plan(Catalog current, Proposal proposal) {
    Twins.refuse(proposal);
    return new Draft(current).with(proposal);
  }

  /** A catalog that becomes the next one, step by step, with what is said about each step. */
  private final class Draft {
    private final Catalog current;
    private final SortedMap<String, Entity> entities;
    private final SortedMap<String, AppliedView> views;
    private final SortedMap<String, PushSource> pushSources;
    private final SortedMap<String, List<AppliedService>> services;
    private final List<Change> changes = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private int lastViewNumber = -1;

    Draft(Catalog current) {
      this.current = current;
      entities = new TreeMap<>(current.entities());
      views = new TreeMap<>(current.views());
      pushSources = new TreeMap<>(current.pushSources());
      services = new TreeMap<>(current.services());
    }

    Plan with(Proposal proposal) {
      Proposal.Removal removal = proposal.removal();
      remove(Sort.FEATURE_SERVICE, services, removal.services());
      remove(Sort.VIEW, views, removal.views());
      remove(Sort.PUSH_SOURCE, pushSources, removal.pushSources());
      remove(Sort.ENTITY, entities, removal.entities());
      proposal.entities().forEach(this::put);
      proposal.pushSources().forEach(this::put);
      proposal.views().forEach(this::put);
      proposal.services().forEach(this::put);
      refusals.addAll(new Consistency(entities, views, pushSources, services).problems());
      refusals.addAll(new Deployed(current, views, services, deployed).problems());
      long next = changes.isEmpty() ? current.revision() : current.revision() + 1;
      return new Plan(
          current.revision(),
          changes,
          refusals,
          new Catalog(next, entities, views, pushSources, services));
    }

    private void remove(Sort sort, SortedMap<String, ?> all, List<String> names) {
      for (String name : names) {
        if (all.remove(name) == null) {
          refusals.add(
              new Refusal(sort, Text.shown(name), "it cannot be removed, for there is none."));
        } else {
          changes.add(new Change(sort, name, Action.REMOVE, List.of()));
        }
      }
    }

    private void put(Entity entity) {
      Entity before = entities.put(entity.name(), entity);
      if (before != null && !before.joinKeys().equals(entity.joinKeys())) {
        current.views().values().stream()
            .filter(v -> v.view().entity().equals(entity.name()))
            .findFirst()
            .ifPresent(v -> refusals.add(keysInUse(entity, v)));
      }
      note(Sort.ENTITY, entity.name(), before, entity, Differences.between(before, entity));
    }

    private static Refusal keysInUse(Entity entity, AppliedView view) {
      return new Refusal(
          Sort.ENTITY,
          entity.name(),
          "its join keys cannot change while the view '%s' finds rows by them. Define another entity."
              .formatted(view.view().name()));
    }

    private void put(PushSource source) {
      PushSource before = pushSources.put(source.name(), source);
      note(Sort.PUSH_SOURCE, source.name(), before, source, Differences.between(before, source));
    }

    private void put(FeatureView view) {
      AppliedView before = views.get(view.name());
      if (before == null) {
        ViewSchema first = new ViewSchema(1, ViewSchema.columnsOf(view), now);
        views.put(
            view.name(),
            new AppliedView(view, nextViewNumber(), List.of(first), current.revision() + 1));
        note(Sort.VIEW, view.name(), null, view, Differences.between(null, view));
      } else if (!before.view().equals(view)) {
        refusals.addAll(Compatibility.problems(before, view));
        views.put(
            view.name(),
            new AppliedView(
                view,
                before.number(),
                Compatibility.schemas(before, view, now),
                current.revision() + 1));
        note(Sort.VIEW, view.name(), before.view(), view, Differences.between(before.view(), view));
      }
    }

    private void put(FeatureService service) {
      List<AppliedService> before = services.getOrDefault(service.name(), List.of());
      FeatureService newest = before.isEmpty() ? null : before.getLast().service();
      if (service.equals(newest)) {
        return;
      }
      int version = numbers.highestServiceVersion(service.name()) + 1;
      List<AppliedService> all = new ArrayList<>(before);
      all.add(new AppliedService(service, version, current.revision() + 1));
      services.put(service.name(), List.copyOf(all));
      List<String> details = new ArrayList<>(Differences.between(newest, service));
      details.add("version " + version);
      note(Sort.FEATURE_SERVICE, service.name(), newest, service, details);
    }

    private void note(
        Sort sort, String name, @Nullable Object before, Object after, List<String> details) {
      if (!Objects.equals(before, after)) {
        changes.add(new Change(sort, name, before == null ? Action.ADD : Action.CHANGE, details));
      }
    }

    private int nextViewNumber() {
      if (lastViewNumber < 0) {
        lastViewNumber = numbers.highestViewNumber();
      }
      return ++lastViewNumber;
    }
  }
}
