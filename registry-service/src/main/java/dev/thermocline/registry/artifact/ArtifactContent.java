package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ByteRange;
import dev.thermocline.cold.ObjectAddress;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that is about to be read, from wherever it lies.
 *
 * @param sha256 what a whole reading is checked against before its last bytes are passed on
 */
public record ArtifactContent(
    String name,
    ObjectAddress object,
    long size,
    String sha256,
    String mediaType,
    Instant writtenAt,
    Source source) {
  /** Opens the bytes, or a range of them. The reader closes the stream. */
  public interface Source {
    InputStream open(@Nullable ByteRange range) throws IOException;
  }
}
