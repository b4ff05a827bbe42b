package dev.thermocline.registry.model;

import java.io.InputStream;
import java.util.Optional;

/** Finds the signature in an MLmodel file. */
public interface SignatureReader {
  /** As JSON with {@code inputs}, {@code outputs} and {@code params}; empty when there is none. */
  Optional<String> read(InputStream mlmodel);
}
