package dev.thermocline.registry.kills;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * A batch that nobody else sends: its number is the value and time of all its points, and part of
 * the keys of its params and tags.
 */
record LoggedBatch(long number, String run, boolean metricsOnly, long step, long shuffle) {
  static final int METRICS = 10;
  static final int ENTRIES = 2;
  private static final JsonMapper JSON = JsonMapper.shared();

  static LoggedBatch next(long number, List<String> runs, SplittableRandom random) {
    // Half of all meet on one run.
    String run = runs.get(random.nextBoolean() ? 0 : random.nextInt(runs.size()));
    return new LoggedBatch(
        number, run, random.nextInt(3) == 0, random.nextInt(5), random.nextLong());
  }

  /** Keys come in any order, as clients send them. */
  String json() {
    List<Object> metrics = new ArrayList<>();
    for (int i = 0; i < METRICS; i++) {
      metrics.add(Map.of("key", "m" + i, "value", number, "timestamp", number, "step", step));
    }
    Random random = new Random(shuffle);
    Collections.shuffle(metrics, random);
    if (metricsOnly) {
      return JSON.writeValueAsString(Map.of("run_id", run, "metrics", metrics));
    }
    List<Object> params = new ArrayList<>();
    List<Object> tags = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      params.add(Map.of("key", number + "-" + i, "value", "p"));
      tags.add(Map.of("key", number + "-" + i, "value", "t"));
    }
    params.add(Map.of("key", "shared", "value", "same"));
    tags.add(Map.of("key", "shared-a", "value", "of " + number));
    tags.add(Map.of("key", "shared-b", "value", "of " + number));
    Collections.shuffle(params, random);
    Collections.shuffle(tags, random);
    return JSON.writeValueAsString(
        Map.of("run_id", run, "metrics", metrics, "params", params, "tags", tags));
  }
}
