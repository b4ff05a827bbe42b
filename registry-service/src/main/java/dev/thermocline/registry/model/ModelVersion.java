package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model.
 *
 * @param source as the caller gave it
 * @param frozen the copy that is served; absent while it is made and for external sources
 * @param external whether the files lie where we have no hand: recorded, not copied
 * @param signature the model's signature as JSON, read from its frozen MLmodel file
 * @param aliases sorted; filled where one version is read, empty in lists
 */
public record ModelVersion(
    Project project,
    UUID modelId,
    String model,
    int number,
    @Nullable String label,
    @Nullable String description,
    Map<String, String> tags,
    Stage stage,
    String source,
    @Nullable String runId,
    @Nullable String runLink,
    @Nullable String loggedModelId,
    VersionStatus status,
    @Nullable String statusMessage,
    boolean external,
    @Nullable FrozenCopy frozen,
    FreezeProgress progress,
    @Nullable String signature,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    List<String> aliases) {

  /**
   * The files of a version that is READY.
   *
   * @param prefix key prefix in the bucket of frozen files, ending in a slash
   * @param manifestDigest SHA-256 of manifest.json as hex
   */
  public record FrozenCopy(String prefix, String manifestDigest, int files, long bytes) {}

  /** How much of the copy is made. Totals are zero until the source was listed. */
  public record FreezeProgress(int files, int filesDone, long bytes, long bytesDone) {
    public static final FreezeProgress NONE = new FreezeProgress(0, 0, 0, 0);
  }

  public boolean isReady() {
    return status == VersionStatus.READY;
  }

  /** Where clients read the files: the frozen copy, or the foreign place; absent until READY. */
  public @Nullable String artifactUri() {
    if (frozen != null) {
      return "mlflow-artifacts:/frozen/"
          + frozen.prefix().substring(0, frozen.prefix().length() - 1);
    }
    return external ? source : null;
  }

  /** As people and errors name it. */
  public String display() {
    return model + "/" + number;
  }
}
