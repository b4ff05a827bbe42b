package dev.thermocline.features.engine;

import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowReader;
import dev.thermocline.features.offline.RowStatistics;
import dev.thermocline.features.transform.TransformEngine;

/** An engine whole: whatever takes the place of another has all of these. */
public record OfflineEngine(
    RowFiles files,
    RowReader rows,
    RowStatistics statistics,
    JoinEngine joins,
    TransformEngine transformations) {}
