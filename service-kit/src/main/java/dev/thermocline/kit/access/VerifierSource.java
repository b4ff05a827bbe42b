package dev.thermocline.kit.access;

/** Where a service knows its callers from. The registry owns them, the others keep a copy. */
public interface VerifierSource {
  /** The newest that is known here, at once and without asking anybody. */
  Verifiers current();
}
