package dev.thermocline.features.compact;

import dev.thermocline.features.hot.Ticker;
import dev.thermocline.features.materialize.MaterializationStore;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compacts in the background. Two replicas may try the same; one of them is refused. */
@Component
final class CompactionTicker {
  private final @Nullable Ticker ticker;

  CompactionTicker(
      CompactionSettings settings, Compactions compactions, MaterializationStore projects) {
    this.ticker =
        settings.every().isZero()
            ? null
            : new Ticker(
                "compaction",
                settings.every(),
                () -> projects.projects().forEach(compactions::compact));
  }

  @PreDestroy
  void stop() {
    if (ticker != null) {
      ticker.close();
    }
  }
}
