package dev.thermocline.registry.dataset.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.registry.dataset.Column;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.Split;
import dev.thermocline.registry.dataset.UsedSnapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a dataset.
 *
 * @param mlflowDigest what a run logs of it, because MLflow's digests are shorter
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DatasetVersionResponse(
    String dataset,
    String version,
    String digest,
    String mlflowDigest,
    @Nullable String rowsDigest,
    String location,
    String origin,
    @Nullable String joinId,
    List<UsedSnapshot> snapshots,
    int files,
    long bytes,
    @Nullable Long rows,
    @Nullable List<Column> schema,
    List<Split> splits,
    @Nullable String preprocessing,
    Instant createdAt,
    String createdBy) {
  static DatasetVersionResponse of(DatasetVersion version) {
    return new DatasetVersionResponse(
        version.dataset(),
        Integer.toString(version.number()),
        version.digest(),
        version.mlflowDigest(),
        version.rowsDigest(),
        version.location(),
        version.origin().word(),
        version.joinId(),
        version.snapshots(),
        version.files(),
        version.bytes(),
        version.rows(),
        version.columns(),
        version.splits(),
        version.preprocessing(),
        version.createdAt(),
        version.createdBy());
  }
}
