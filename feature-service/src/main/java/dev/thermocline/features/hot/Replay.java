package dev.thermocline.features.hot;

/** Brings what is online back from where it is kept for good. May be repeated at will. */
public interface Replay {
  /** Returns when everything is online again; throws when it could not be brought back now. */
  void replay() throws InterruptedException;
}
