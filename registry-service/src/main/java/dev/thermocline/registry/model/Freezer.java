package dev.thermocline.registry.model;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the frozen copy of a version.
 *
 * <p>It may be killed at any point and run again: the listing of the source is pinned at the first
 * attempt, a copy is taken only of exactly the listed bytes, the manifest is written create-only,
 * and the version turns READY in one transaction after all of that. A lease keeps two processes
 * from doing the same work; if it fails to, both write the same bytes.
 */
@Component
class Freezer implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Freezer.class);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final int VERSIONS_AT_ONCE = 4;
  private static final int FILES_AT_ONCE = 4;
  private static final int MOST_FILES = 20_000;

  private final VersionStore versions;
  private final FreezeStore freezes;
  private final ModelStore models;
  private final FrozenStore files;
  private final SignatureReader signatures;
  private final ModelEvents events;
  private final TransactionOperations transaction;
  private final Clock clock;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(VERSIONS_AT_ONCE);

  Freezer(
      VersionStore versions,
      FreezeStore freezes,
      ModelStore models,
      FrozenStore files,
      SignatureReader signatures,
      ModelEvents events,
      TransactionOperations transaction,
      Clock clock) {
    this.versions = versions;
    this.freezes = freezes;
    this.models = models;
    this.files = files;
    this.signatures = signatures;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Starts, and waits so long for the end. What finds no room is left to the sweeper. */
  void freeze(FreezeTask.Key key, Duration patience) {
    Future<?> running = workers.submit(() -> freezeWhenThereIsRoom(key));
    try {
      running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // It goes on; the caller sees PENDING_REGISTRATION.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      log.warn("Freezing was interrupted version={}/{}", key.model(), key.number(), e.getCause());
    }
  }

  private void freezeWhenThereIsRoom(FreezeTask.Key key) {
    try {
      if (!room.tryAcquire(LEASE.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      freezeNow(key);
    } finally {
      room.release();
    }
  }

  /** Runs one attempt in this thread; false when somebody else has it or it is done. */
  boolean freezeNow(FreezeTask.Key key) {
    Optional<FreezeTask> claimed =
        freezes.claim(key.project(), key.modelId(), key.number(), Moments.of(clock), LEASE);
    if (claimed.isEmpty()) {
      return false;
    }
    try {
      attempt(claimed.get());
    } catch (ThermoclineException e) {
      if (e.kind() == ErrorKind.UNAVAILABLE || e.kind() == ErrorKind.DEADLINE_EXCEEDED) {
        // The store is away for a while: the sweeper tries again after the lease.
        log.warn(
            "Freezing waits version={}/{} reason={}", key.model(), key.number(), e.getMessage());
      } else {
        fail(claimed.get().key(), e.getMessage());
      }
    }
    return true;
  }

  private void attempt(FreezeTask task) {
    List<SourceFile> listed = files.list(task.key().project(), task.source(), MOST_FILES);
    if (listed.isEmpty()) {
      fail(
          task.key(),
          "There are no files under the source. Log the model first, then register it.");
      return;
    }
    if (listed.size() > MOST_FILES) {
      fail(
          task.key(),
          "The source has more than "
              + MOST_FILES
              + " files. Name the folder of one model, not of everything a run logged.");
      return;
    }
    List<SourceFile> pinned = freezes.pin(task.key(), listed);
    var manifest =
        new Manifest(task.model(), Integer.toString(task.key().number()), copyAll(task, pinned));
    String digest = files.seal(task.prefix(), manifest);
    var frozen =
        new ModelVersion.FrozenCopy(
            task.prefix(), digest, manifest.files().size(), manifest.bytes());
    finish(task, frozen, signature(task.prefix(), manifest));
  }

  private List<Manifest.File> copyAll(FreezeTask task, List<SourceFile> pinned) {
    AtomicLong bytes = new AtomicLong();
    AtomicLong done = new AtomicLong();
    Semaphore atOnce = new Semaphore(FILES_AT_ONCE);
    List<Future<Manifest.File>> copies = new ArrayList<>(pinned.size());
    for (SourceFile file : pinned) {
      atOnce.acquireUninterruptibly();
      copies.add(
          workers.submit(() -> {
            try {
              Manifest.File copy = files.copy(task.source().area(), file, task.prefix());
              freezes.progress(
                  task.key(),
                  (int) done.incrementAndGet(),
                  bytes.addAndGet(file.size()),
                  Moments.of(clock).plus(LEASE));
              return copy;
            } finally {
              atOnce.release();
            }
          }));
    }
    List<Manifest.File> copied = new ArrayList<>(copies.size());
    for (Future<Manifest.File> copy : copies) {
      copied.add(result(copy));
    }
    return copied;
  }

  private static Manifest.File result(Future<Manifest.File> copy) {
    try {
      return copy.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ThermoclineException(ErrorKind.UNAVAILABLE, "Freezing was interrupted.", e);
    }
  }

  private @Nullable String signature(String prefix, Manifest manifest) {
    if (manifest.files().stream().noneMatch(file -> file.path().equals("MLmodel"))) {
      return null;
    }
    try (InputStream mlmodel = files.open(prefix, "MLmodel")) {
      return signatures.read(mlmodel).orElse(null);
    } catch (IOException e) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "The frozen MLmodel file could not be read.", e);
    }
  }

  private void finish(FreezeTask task, ModelVersion.FrozenCopy frozen, @Nullable String signature) {
    transaction.executeWithoutResult(_ -> {
      RegisteredModel model = held(task.key());
      if (model == null) {
        return;
      }
      RegisteredModel touched = Changes.touched(model, Moments.after(clock, model.updatedAt()));
      if (freezes.finish(task.key(), frozen, signature, touched.updatedAt())) {
        announce("version.ready", touched, task.key());
      }
    });
  }

  private void fail(FreezeTask.Key key, String reason) {
    log.warn("Freezing failed version={}/{} reason={}", key.model(), key.number(), reason);
    transaction.executeWithoutResult(_ -> {
      RegisteredModel model = held(key);
      if (model == null) {
        return;
      }
      Instant now = Moments.after(clock, model.updatedAt());
      RegisteredModel touched = Changes.touched(model, now);
      if (freezes.fail(key, reason, now)) {
        announce("version.failed", touched, key);
      }
    });
  }

  private void announce(String type, RegisteredModel touched, FreezeTask.Key key) {
    models.update(touched);
    versions
        .find(key.project(), touched.name(), new VersionRef.ByNumber(key.number()))
        .ifPresent(version -> events.version(type, touched, version, "registry"));
  }

  /** By id: the model may have been renamed since, or made again under its name. */
  private @Nullable RegisteredModel held(FreezeTask.Key key) {
    return models.lockById(key.project(), key.modelId()).orElse(null);
  }

  @Override
  public void destroy() {
    workers.shutdownNow();
  }
}
