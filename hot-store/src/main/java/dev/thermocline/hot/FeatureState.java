package dev.thermocline.hot;

/** What became of one feature of one entity. The order and the names are part of the wire. */
public enum FeatureState {
  /** There is a value. */
  PRESENT,
  /** The entity's row says null. */
  NULL_VALUE,
  /** The entity has no row, or one from before the feature was there. */
  NOT_FOUND,
  /** There is a value, but it is older than the view's ttl allows. */
  OUTSIDE_MAX_AGE
}
