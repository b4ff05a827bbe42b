package dev.thermocline.registry.experiment;

import java.util.EnumMap;
import java.util.Map;

/**
 * What was removed, or would be.
 *
 * @param elsewhere how many have artifacts that this server does not keep; those stay
 */
public record RemovalReport(
    boolean dryRun,
    long runs,
    long loggedModels,
    long experiments,
    long files,
    long bytes,
    long elsewhere) {

  static final class Builder {
    private final boolean dryRun;
    private final Map<Doomed.Kind, Long> kinds = new EnumMap<>(Doomed.Kind.class);
    private long files;
    private long bytes;
    private long elsewhere;

    Builder(boolean dryRun) {
      this.dryRun = dryRun;
    }

    void add(Doomed.Kind kind) {
      kinds.merge(kind, 1L, Long::sum);
    }

    void addFile(long size) {
      files++;
      bytes += size;
    }

    void addElsewhere() {
      elsewhere++;
    }

    RemovalReport build() {
      return new RemovalReport(
          dryRun,
          kinds.getOrDefault(Doomed.Kind.RUN, 0L),
          kinds.getOrDefault(Doomed.Kind.LOGGED_MODEL, 0L),
          kinds.getOrDefault(Doomed.Kind.EXPERIMENT, 0L),
          files,
          bytes,
          elsewhere);
    }
  }
}
