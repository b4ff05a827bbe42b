package dev.thermocline.features.join;

import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.offline.RowFiles.Format;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for: features by name or a feature service, and where the entity rows lie.
 *
 * @param version of the feature service; its newest where absent
 * @param snapshots entries of views' histories to read; the newest of a view that is not named
 */
public record JoinOrder(
    List<FeatureReference> features,
    @Nullable String featureService,
    @Nullable Integer version,
    String bucket,
    String key,
    Format format,
    String eventTime,
    boolean fullFeatureNames,
    Map<String, Long> snapshots,
    boolean loose,
    boolean leakage) {
  public JoinOrder {
    features = List.copyOf(features);
    snapshots = Map.copyOf(snapshots);
  }
}
