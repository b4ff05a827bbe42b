package dev.thermocline.features.materialize;

import dev.thermocline.features.FeatureMetrics;
import dev.thermocline.features.hot.Recovery;
import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.hot.Ticker;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.hot.HotReader;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.RowOrder;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.project.Project;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks now and then whether what is online is what the files say, for a sample of the entities of
 * each view. Online may be newer than the files, never older; it may lack a row only once its
 * retention is over or its value is past its ttl.
 */
@Component
public final class StandingCheck {
  private static final Logger log = LoggerFactory.getLogger(StandingCheck.class);

  private final MaterializationStore store;
  private final Materializations materializations;
  private final OfflineStore offline;
  private final ServedCatalogs catalogs;
  private final HotReader reader;
  private final Recovery recovery;
  private final CheckSettings settings;
  private final Clock clock;
  private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
  private final @Nullable Ticker ticker;

  /** How online stands to the files for one entity. */
  public enum Outcome {
    /** Online has the row, or a newer one. */
    AGREES,
    MISSING,
    OLDER
  }

  public StandingCheck(
      MaterializationStore store,
      Materializations materializations,
      OfflineStore offline,
      ServedCatalogs catalogs,
      HotReader reader,
      Recovery recovery,
      CheckSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.store = store;
    this.materializations = materializations;
    this.offline = offline;
    this.catalogs = catalogs;
    this.reader = reader;
    this.recovery = recovery;
    this.settings = settings;
    this.clock = clock;
    for (Outcome outcome : Outcome.values()) {
      counters.put(
          outcome,
          Counter.builder(FeatureMetrics.CHECKED)
              .tag("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT))
              .description("Rows online that were compared with the files.")
              .register(meters));
    }
    this.ticker =
        settings.every().isZero() ? null : new Ticker("online-check", settings.every(), this::look);
  }

  private void look() {
    for (Project project : store.projects()) {
      for (String view : materializations.onlineViews(project)) {
        if (!recovery.isRecovering()) {
          check(project, view);
        }
      }
    }
  }

  /** Compares a sample of a view; counts the outcomes, also in the metrics. */
  public Map<Outcome, Integer> check(Project project, String name) {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    ServedView view = catalogs.get(project).view(name);
    Optional<MaterializationStore.Reached> reached =
        store.reached(project, view.applied().number());
    if (reached.isEmpty() || materializations.findOpen(project, name).isPresent()) {
      return outcomes;
    }
    Instant renewed = reached.get().renewedAt();
    boolean kept = renewed != null && clock.instant().isBefore(renewed.plus(view.retention()));
    List<OfflineRow> rows = sample(project, name, reached.get().snapshot());
    List<HotReader.EntityRows> found =
        reader.read(
            rows.stream()
                .map(row ->
                    new HotReader.Lookup(view.keyOfDeclared(row.keys()), List.of(view.hot())))
                .toList());
    for (int i = 0; i < rows.size(); i++) {
      Outcome outcome = compare(view, rows.get(i), found.get(i).row(0), kept);
      outcomes.merge(outcome, 1, Integer::sum);
      java.util.Objects.requireNonNull(counters.get(outcome)).increment();
    }
    if (outcomes.containsKey(Outcome.MISSING) || outcomes.containsKey(Outcome.OLDER)) {
      log.warn("Online is behind the files view={} outcomes={}", name, outcomes);
    }
    return outcomes;
  }

  private List<OfflineRow> sample(Project project, String name, long snapshot) {
    ViewHistory history = offline.history(project, name);
    long most =
        history.visibleAt(snapshot).stream()
            .flatMap(part -> part.snapshot().files().stream())
            .mapToLong(SnapshotFile::rows)
            .sum();
    int oneIn = Math.clamp(most / settings.sample(), 1, Integer.MAX_VALUE);
    int which = ThreadLocalRandom.current().nextInt(oneIn);
    List<OfflineRow> rows = new ArrayList<>();
    offline.sampleNewestRows(project, name, snapshot, oneIn, which, rows::add);
    return rows;
  }

  private Outcome compare(
      ServedView view, OfflineRow row, @Nullable PackedRow online, boolean kept) {
    if (online == null) {
      boolean expired = view.hot().isOutsideMaxAge(row.event(), RowTimes.micros(clock.instant()));
      return kept && !expired ? Outcome.MISSING : Outcome.AGREES;
    }
    Long created = row.created();
    RowTimes times =
        new RowTimes(row.event(), created == null ? RowTimes.NO_CREATED : created, row.ingest());
    return RowOrder.compareTimes(online.times(), times) < 0 ? Outcome.OLDER : Outcome.AGREES;
  }

  @PreDestroy
  void stop() {
    if (ticker != null) {
      ticker.close();
    }
  }
}
