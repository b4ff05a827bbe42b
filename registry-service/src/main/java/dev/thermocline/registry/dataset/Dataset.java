package dev.thermocline.registry.dataset;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entry of the catalogue: what is true of all its versions. */
public record Dataset(
    Project project,
    UUID id,
    String name,
    Zone zone,
    About about,
    int lastVersion,
    long revision,
    Instant createdAt,
    String createdBy,
    Instant updatedAt) {
  /** What people say about it. */
  public record About(
      @Nullable String description,
      @Nullable String licence,
      @Nullable String citation,
      Map<String, String> tags) {
    public static final About NOTHING = new About(null, null, null, Map.of());

    public About {
      tags = Map.copyOf(tags);
    }
  }

  Dataset described(About said, Instant at) {
    return new Dataset(
        project, id, name, zone, said, lastVersion, revision + 1, createdAt, createdBy, at);
  }

  Dataset withNextVersion(Instant at) {
    return new Dataset(
        project, id, name, zone, about, lastVersion + 1, revision + 1, createdAt, createdBy, at);
  }

  Dataset touched(Instant at) {
    return described(about, at);
  }
}
