package dev.thermocline.registry.experiment;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Makes names for runs and models that nobody named. */
final class RunNames {
  private static final List<String> QUALITIES =
      List.of(
          "amber",
          "brisk",
          "calm",
          "clear",
          "coral",
          "deep",
          "drifting",
          "early",
          "gentle",
          "gliding",
          "golden",
          "hidden",
          "humming",
          "icy",
          "keen",
          "lively",
          "mellow",
          "misty",
          "northern",
          "patient",
          "polar",
          "quiet",
          "rising",
          "salty",
          "silver",
          "steady",
          "sunlit",
          "swift",
          "tidal",
          "vivid",
          "warm",
          "wide");
  private static final List<String> THINGS =
      List.of(
          "anchor", "bay", "beacon", "buoy", "cape", "cove", "crab", "current", "delta", "dolphin",
          "eddy", "fjord", "gull", "harbor", "heron", "island", "kelp", "lagoon", "marlin", "otter",
          "pearl", "petrel", "plover", "reef", "sail", "seal", "shoal", "skerry", "tern", "tide",
          "whale", "wave");

  private RunNames() {}

  static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return QUALITIES.get(random.nextInt(QUALITIES.size()))
        + "-"
        + THINGS.get(random.nextInt(THINGS.size()))
        + "-"
        + random.nextInt(1000);
  }
}
