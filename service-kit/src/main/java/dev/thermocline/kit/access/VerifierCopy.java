package dev.thermocline.kit.access;

import java.util.Optional;

/** Keeps what was known last, over a restart. Failing to keep it is told in the log and no more. */
public interface VerifierCopy {
  /** What was kept last; nothing where there is none, or none that can be believed. */
  Optional<Verifiers> read();

  void write(Verifiers verifiers);
}
