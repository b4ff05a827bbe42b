package dev.thermocline.registry.model.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.thermocline.registry.model.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version. {@code model}, {@code version}, {@code label}, {@code manifestDigest} and {@code
 * prefix} are what the routing table carries of it, too.
 */
record VersionResponse(
    String model,
    String version,
    @Nullable String label,
    @Nullable String manifestDigest,
    @Nullable String prefix,
    String status,
    @Nullable String statusMessage,
    Progress progress,
    boolean external,
    String stage,
    List<String> aliases,
    @Nullable String description,
    Map<String, String> tags,
    String source,
    @Nullable String runId,
    @Nullable String loggedModelId,
    @Nullable String artifactUri,
    @JsonRawValue @Nullable String signature,
    Instant createdAt,
    String createdBy,
    Instant updatedAt) {
  record Progress(int files, int filesDone, long bytes, long bytesDone) {}

  static VersionResponse of(ModelVersion version) {
    ModelVersion.FrozenCopy frozen = version.frozen();
    ModelVersion.FreezeProgress progress = version.progress();
    return new VersionResponse(
        version.model(),
        Integer.toString(version.number()),
        version.label(),
        frozen == null ? null : frozen.manifestDigest(),
        frozen == null ? null : frozen.prefix(),
        version.status().name(),
        version.statusMessage(),
        new Progress(
            progress.files(), progress.filesDone(), progress.bytes(), progress.bytesDone()),
        version.external(),
        version.stage().word(),
        version.aliases(),
        version.description(),
        new TreeMap<>(version.tags()),
        version.source(),
        version.runId(),
        version.loggedModelId(),
        version.artifactUri(),
        version.signature(),
        version.createdAt(),
        version.createdBy(),
        version.updatedAt());
  }
}
