package dev.thermocline.features.definition;

import java.util.List;
import java.util.Locale;

/**
 * The difference between what stands and what is asked for.
 *
 * @param base the revision that it was compared with
 * @param result the catalog after it, where nothing is refused
 */
public record Plan(long base, List<Change> changes, List<Refusal> refusals, Catalog result) {
  public Plan {
    changes = List.copyOf(changes);
    refusals = List.copyOf(refusals);
  }

  /** What is defined: the sort of a thing. */
  public enum Sort {
    ENTITY,
    VIEW,
    PUSH_SOURCE,
    FEATURE_SERVICE;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public enum Action {
    ADD,
    CHANGE,
    REMOVE
  }

  /** One thing that becomes different, with a line for each difference. */
  public record Change(Sort sort, String name, Action action, List<String> details) {
    public Change {
      details = List.copyOf(details);
    }
  }

  /** Why one thing cannot become so. */
  public record Refusal(Sort sort, String name, String reason) {
    public String sentence() {
      return sort.word() + " '" + name + "': " + reason;
    }
  }
}
