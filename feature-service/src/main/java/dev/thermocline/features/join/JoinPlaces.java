package dev.thermocline.features.join;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.UUID;

/**
 * Where the files of joins lie.
 *
 * @param bucket of results
 * @param readable buckets from which entity rows may be read
 */
public record JoinPlaces(String bucket, List<String> readable) {
  static final String ENTITY_ROWS = "entity-rows";
  static final String FILE = "part-0.parquet";

  public JoinPlaces {
    readable = List.copyOf(readable);
  }

  String prefix(Project project) {
    return project.pathPrefix() + "curated/joins/";
  }

  /** Where all files of one join lie. */
  String folder(Project project, UUID id) {
    return prefix(project) + id + "/";
  }

  ObjectAddress result(Project project, UUID id) {
    return new ObjectAddress(bucket, folder(project, id) + FILE);
  }

  /** Refuses what lies in a bucket that is not for reading, or in another project. */
  void check(Project project, String from, String key) {
    boolean inside =
        project.isDefault() ? !key.startsWith("projects/") : key.startsWith(project.pathPrefix());
    if (!readable.contains(from) || !inside || key.contains("..")) {
      throw ThermoclineException.invalid(
          "Entity rows cannot be read at s3://%s/%s. They may lie in %s, %s."
              .formatted(
                  from,
                  key,
                  String.join(" or ", readable),
                  project.isDefault() ? "outside of projects/" : "below " + project.pathPrefix()));
    }
  }
}
