package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What people write beside a definition. None of it changes a value. */
public record Label(String description, String owner, SortedSet<String> tags) {
  public static final Label NONE = new Label("", "", Collections.emptySortedSet());

  private static final int LONGEST = 10_000;
  private static final int LONGEST_TAG = 200;
  private static final int MOST_TAGS = 100;

  public Label {
    if (description.length() > LONGEST || owner.length() > LONGEST) {
      throw ThermoclineException.invalid(
          "description and owner have at most " + LONGEST + " characters.");
    }
    if (tags.size() > MOST_TAGS || tags.stream().anyMatch(Label::unfit)) {
      throw ThermoclineException.invalid(
          "tags: at most %d, each of 1 to %d characters.".formatted(MOST_TAGS, LONGEST_TAG));
    }
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  public static Label tagged(String... tags) {
    return new Label("", "", new TreeSet<>(Set.of(tags)));
  }

  /** Whether the values are about a person and must not be logged plainly. */
  public boolean pii() {
    return tags.contains("pii");
  }

  private static boolean unfit(String tag) {
    return tag.isBlank() || tag.length() > LONGEST_TAG;
  }
}
