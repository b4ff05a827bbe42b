package dev.thermocline.stack.build;

import java.nio.file.Path;

/**
 * A built service.
 *
 * @param jar its unpacked boot jar; the libraries lie beside it
 * @param digest of the sources that it was built from
 * @param heap the most that its heap may grow to, as the JVM spells it
 */
public record Service(String name, Path jar, String version, String digest, String heap) {}
