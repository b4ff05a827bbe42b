package dev.thermocline.features;

/** The names of the metrics of this service. */
public final class FeatureMetrics {
  /** Messages of the partitions at hand that were not read yet, by loop. */
  public static final String LAG = "thermocline.features.stream.lag";

  /** Messages that were read and are in no file yet, by loop. */
  public static final String UNFILED = "thermocline.features.stream.unfiled";

  /** Messages that were read, by loop. */
  public static final String MESSAGES = "thermocline.features.stream.messages";

  /** Messages that went into files, by loop. */
  public static final String FILED = "thermocline.features.stream.filed";

  /** Messages that were put aside, by loop. */
  public static final String DEAD = "thermocline.features.stream.dead";

  /** From a row's event to its being online. */
  public static final String FRESHNESS = "thermocline.features.stream.freshness";

  /** From a row's arrival in the log to its being online. */
  public static final String DELAY = "thermocline.features.stream.delay";

  /** Rows that are compared by the standing check of online against offline, by outcome. */
  public static final String CHECKED = "thermocline.features.online.checked";

  /** Small files that became part of a larger one. */
  public static final String COMPACTED = "thermocline.features.offline.compacted";

  /** The tag that tells which loop. */
  public static final String LOOP = "loop";

  private FeatureMetrics() {}
}
