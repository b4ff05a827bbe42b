package dev.thermocline.kit.setting;

import java.util.List;

/** A start that was stopped because of its settings; it carries every reason at once. */
public final class RefusedToStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> reasons;

  public RefusedToStart(List<String> reasons) {
    super(
        "Refused to start:\n" + String.join("\n", reasons.stream().map(r -> "  - " + r).toList()));
    this.reasons = List.copyOf(reasons);
  }

  public List<String> reasons() {
    return reasons;
  }
}
