package dev.thermocline.features.join;

import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.TimeRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for: features by name or a feature service, and where the entity rows lie, or
 * the range of moments that stands for them.
 *
 * @param version of the feature service; its newest where absent
 * @param dataset whose next version the result becomes; one is chosen where it is absent
 * @param keep whether the files stay beyond their time; those of a dataset that was named do
 * @param snapshots entries of views' histories to read; the newest of a view that is not named
 */
public record JoinOrder(
    List<FeatureReference> features,
    @Nullable String featureService,
    @Nullable Integer version,
    @Nullable String bucket,
    @Nullable String key,
    @Nullable TimeRange range,
    Format format,
    String eventTime,
    boolean fullFeatureNames,
    Map<String, Long> snapshots,
    boolean loose,
    boolean leakage,
    @Nullable String dataset,
    boolean keep) {
  public JoinOrder {
    features = List.copyOf(features);
    snapshots = Map.copyOf(snapshots);
  }
}
