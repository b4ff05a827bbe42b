package dev.thermocline.registry.dataset;

/**
 * A prefix to be registered, as it is kept with its job.
 *
 * @param key of the prefix in the bucket, checked
 */
public record PrefixOrder(String dataset, String key, Stated stated) {
  public static final String KIND = "dataset-version";
}
