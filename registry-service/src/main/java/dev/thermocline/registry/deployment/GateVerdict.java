package dev.thermocline.registry.deployment;

import java.util.List;

/**
 * What the promotion gate said.
 *
 * @param checked false where no feature service is bound: there was nothing to hold against
 * @param reasons why it refused
 * @param forced whether a deployer overruled it
 */
public record GateVerdict(boolean checked, boolean passed, boolean forced, List<String> reasons) {
  public static final GateVerdict NOTHING_BOUND = new GateVerdict(false, true, false, List.of());

  public GateVerdict {
    reasons = List.copyOf(reasons);
  }
}
