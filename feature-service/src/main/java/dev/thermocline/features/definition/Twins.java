package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses a proposal that says two things about one name. */
final class Twins {
  private Twins() {}

  static void refuse(Proposal proposal) {
    Proposal.Removal removal = proposal.removal();
    once("entity", proposal.entities().stream().map(Entity::name), removal.entities());
    once("view", proposal.views().stream().map(FeatureView::name), removal.views());
    once(
        "push source",
        proposal.pushSources().stream().map(PushSource::name),
        removal.pushSources());
    once(
        "feature service",
        proposal.services().stream().map(FeatureService::name),
        removal.services());
  }

  // A view removed and defined in one step would lose its rows without that being plain to see.
  private static void once(String what, Stream<String> defined, List<String> removed) {
    Set<String> seen = new HashSet<>();
    Stream.concat(defined, removed.stream())
        .forEach(name -> {
          if (!seen.add(name)) {
            throw ThermoclineException.invalid(
                "%s '%s' is named twice. Define it or remove it, once."
                    .formatted(what, Text.shown(name)));
          }
        });
  }
}
