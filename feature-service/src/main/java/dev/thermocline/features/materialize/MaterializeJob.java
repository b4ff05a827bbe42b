package dev.thermocline.features.materialize;

import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.materialize.Materialization.Ending;
import dev.thermocline.features.materialize.Materialization.Outcome;
import dev.thermocline.features.materialize.Materialization.Progress;
import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.OfflineStore.SnapshotRange;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.HotWriter.EntityWrite;
import dev.thermocline.hot.RowWrite;
import dev.thermocline.hot.ViewDescriptor;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobRun;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The work of a run. Rows come in the same order whenever it is begun again, so it goes on behind
 * the last batch that is in Redis for certain; a batch written twice changes nothing.
 */
@Component
public class MaterializeJob implements JobKind<MaterializeRequest> {
  static final String KIND = "materialization";
  private static final int SAMPLES = 20;
  private static final long BETWEEN_CHECKPOINTS_NANOS = 1_000_000_000L;

  private final ServedCatalogs catalogs;
  private final OfflineStore offline;
  private final MaterializationStore store;
  private final MaterializationEvents events;
  private final HotConnection connection;
  private final HotWriter writer;
  private final Clock clock;

  public MaterializeJob(
      ServedCatalogs catalogs,
      OfflineStore offline,
      MaterializationStore store,
      MaterializationEvents events,
      HotConnection connection,
      HotWriter writer,
      Clock clock) {
    this.catalogs = catalogs;
    this.offline = offline;
    this.store = store;
    this.events = events;
    this.connection = connection;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Class<MaterializeRequest> requestType() {
    return MaterializeRequest.class;
  }

  @Override
  public void run(MaterializeRequest request, JobRun job) throws JobRun.JobCancelled {
    Materialization run =
        store
            .find(job.id())
            .orElseThrow(() -> ThermoclineException.notFound("The run was removed."));
    if (run.ending() != null) {
      return;
    }
    Instant start = clock.instant();
    try {
      new Work(run, job).all();
      events.succeeded(run, start);
    } catch (Cancelled e) {
      store.end(run.id(), new Ending(Outcome.CANCELLED, clock.instant(), null));
      throw e.cause;
    } catch (ThermoclineException e) {
      store.end(run.id(), new Ending(Outcome.FAILED, clock.instant(), e.getMessage()));
      throw e;
    }
  }

  /** Carries the wish to stop through the reader of the files. */
  private static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final JobRun.JobCancelled cause;

    Cancelled(JobRun.JobCancelled cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private final class Work {
    private final Materialization run;
    private final JobRun job;
    private final ServedView view;
    private final TakenBack takenBack;
    private final List<String> refusals;
    private Progress progress;
    private long refused;
    private long checkpoint = System.nanoTime();

    Work(Materialization run, JobRun job) throws JobRun.JobCancelled {
      this.run = run;
      this.job = job;
      this.view = catalogs.refresh(run.project()).view(run.view());
      this.progress = run.progress();
      this.refused = progress.refused();
      this.refusals = new ArrayList<>(progress.refusals());
      Materialization.Scope scope = run.scope();
      this.takenBack =
          new TakenBack(
              offline.history(run.project(), run.view()),
              scope.incremental() ? scope.after() : scope.upTo(),
              scope.upTo());
      job.advance(progress.position());
    }

    void all() {
      ViewDescriptor.save(connection, view.descriptor(), view.schemas());
      Materialization.Scope scope = run.scope();
      RowWrite.Rule rule = takenBack.rule();
      RowPacker packer = new RowPacker(view, clock.instant());
      long after = scope.whole() ? 0 : scope.after();
      job.total(entities(after, scope));
      if (progress.stage() == 0) {
        pass(new SnapshotRange(after, scope.upTo()), row -> packer.write(row, rule));
        next(1);
      }
      if (!takenBack.isNothing() && scope.after() > 0) {
        if (progress.stage() == 1) {
          RowWrite.Rule removal = new RowWrite.Rule.Removal();
          pass(
              new SnapshotRange(0, scope.after()),
              row -> takenBack.hides(row) ? packer.write(row, removal) : null);
          next(2);
        }
        // A row that a push brought online does not tell its snapshot, so nothing took its place
        // before; what it hid comes now.
        pass(new SnapshotRange(after, scope.upTo()), row -> packer.write(row, rule));
      }
      store.progress(run.id(), progress);
      job.result(progress);
    }

    /** Rows of the first stage; those of the others are few as a rule and not known before. */
    private long entities(long after, Materialization.Scope scope) {
      return offline.countEntities(
          run.project(), run.view(), new SnapshotRange(after, scope.upTo()), scope.events());
    }

    private void pass(SnapshotRange range, Function<OfflineRow, @Nullable EntityWrite> make) {
      long done = progress.position();
      try (HotSink sink = new HotSink(writer, done, this::settled)) {
        Reading reading = new Reading(sink, make, done);
        offline.newestRows(run.project(), run.view(), range, run.scope().events(), reading::accept);
        sink.flush();
      }
    }

    private final class Reading {
      private final HotSink sink;
      private final Function<OfflineRow, @Nullable EntityWrite> make;
      private long toSkip;

      Reading(HotSink sink, Function<OfflineRow, @Nullable EntityWrite> make, long toSkip) {
        this.sink = sink;
        this.make = make;
        this.toSkip = toSkip;
      }

      void accept(OfflineRow row) {
        if (toSkip > 0) {
          toSkip--;
          return;
        }
        EntityWrite write;
        try {
          write = make.apply(row);
        } catch (ThermoclineException e) {
          refuse(e.getMessage());
          write = null;
        }
        if (write == null) {
          sink.skip();
        } else {
          sink.add(write);
        }
      }
    }

    private void settled(long rowsRead, HotSink.Written written) {
      written.refusals().forEach(this::refuse);
      try {
        job.advance(rowsRead - progress.position());
      } catch (JobRun.JobCancelled e) {
        throw new Cancelled(e);
      }
      progress =
          new Progress(
              progress.stage(),
              rowsRead,
              progress.changed() + written.changed(),
              refused,
              refusals);
      if (System.nanoTime() - checkpoint > BETWEEN_CHECKPOINTS_NANOS) {
        checkpoint = System.nanoTime();
        store.progress(run.id(), progress);
      }
    }

    private void next(int stage) {
      progress = new Progress(stage, 0, progress.changed(), refused, refusals);
      store.progress(run.id(), progress);
    }

    private void refuse(String reason) {
      refused++;
      if (refusals.size() < SAMPLES) {
        refusals.add(reason);
      }
    }
  }
}
