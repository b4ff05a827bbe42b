package dev.thermocline.gateway.runtime;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models in memory, bounded by bytes. A model is loaded once however many ask for it, stays
 * while somebody holds a lease, and leaves, the longest unused first, when room is needed.
 */
public final class ModelShelf implements AutoCloseable {
  private final ModelFiles files;
  private final ModelDescription.Reader descriptions;
  private final List<ModelRuntime> runtimes;
  private final long bound;
  private final Map<Key, CompletableFuture<Shelved>> shelved = new ConcurrentHashMap<>();

  /** A version's bytes and the way they are run: what its name is does not matter. */
  private record Key(String manifestDigest, String runtime, @Nullable URI remoteUrl) {}

  public ModelShelf(
      ModelFiles files,
      ModelDescription.Reader descriptions,
      List<ModelRuntime> runtimes,
      long boundInBytes) {
    this.files = files;
    this.descriptions = descriptions;
    this.runtimes =
        runtimes.stream().sorted(Comparator.comparingInt(ModelRuntime::preference)).toList();
    this.bound = boundInBytes;
  }

  /**
   * Loads the model unless it is there, and holds it until the lease is closed.
   *
   * @param runtime a runtime's name, or {@code auto}
   */
  public Lease lease(ModelVersion version, String runtime, @Nullable URI remoteUrl) {
    Key key = new Key(version.manifestDigest(), runtime, remoteUrl);
    while (true) {
      CompletableFuture<Shelved> mine = new CompletableFuture<>();
      CompletableFuture<Shelved> known = shelved.putIfAbsent(key, mine);
      Shelved model = known == null ? load(key, version, mine) : await(known);
      if (model.take()) {
        return new Lease(model);
      }
      // It left between the look and the grasp.
      shelved.remove(key, known == null ? mine : known);
    }
  }

  /** A lease of a model that is already in memory; null where loading would have to wait. */
  public @Nullable Lease leaseIfLoaded(
      ModelVersion version, String runtime, @Nullable URI remoteUrl) {
    var known = shelved.get(new Key(version.manifestDigest(), runtime, remoteUrl));
    if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
      return null;
    }
    Shelved model = known.join();
    return model.take() ? new Lease(model) : null;
  }

  private Shelved load(Key key, ModelVersion version, CompletableFuture<Shelved> mine) {
    try {
      LoadedModel model = load(version, key);
      try {
        makeRoom(model.memory(), key, version);
      } catch (ThermoclineException noRoom) {
        model.close();
        throw noRoom;
      }
      Shelved entry = new Shelved(model);
      mine.complete(entry);
      return entry;
    } catch (RuntimeException | Error failure) {
      shelved.remove(key, mine);
      mine.completeExceptionally(failure);
      throw failure;
    }
  }

  private static Shelved await(CompletableFuture<Shelved> loading) {
    try {
      return loading.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof ThermoclineException known) {
        throw new ThermoclineException(known.kind(), known.getMessage(), known);
      }
      throw failure;
    }
  }

  private LoadedModel load(ModelVersion version, Key key) {
    ModelRuntime named =
        runtimes.stream().filter(r -> r.name().equals(key.runtime())).findFirst().orElse(null);
    if (named != null && !named.needsFiles()) {
      return named.load(new ModelRuntime.Request(version, null, null, key.remoteUrl()));
    }
    if (named == null && !key.runtime().equals("auto")) {
      throw cannot(version, "this gateway has no runtime '" + key.runtime() + "'");
    }
    ModelFolder folder = files.fetch(version);
    LoadedModel loaded = null;
    try {
      loaded = load(version, key, named, folder);
      return new FolderModel(loaded, folder);
    } finally {
      if (loaded == null) {
        folder.close();
      }
    }
  }

  private LoadedModel load(
      ModelVersion version, Key key, @Nullable ModelRuntime named, ModelFolder folder) {
    ModelDescription description = descriptions.read(folder);
    ModelRuntime runtime =
        named != null
            ? named
            : runtimes.stream()
                .filter(r -> r.needsFiles() && r.canRun(description))
                .findFirst()
                .orElseThrow(() -> cannot(version, noRuntime(description)));
    if (!runtime.canRun(description)) {
      throw cannot(
          version,
          "runtime '%s' cannot run its flavors %s"
              .formatted(runtime.name(), description.flavors()));
    }
    return runtime.load(new ModelRuntime.Request(version, folder, description, key.remoteUrl()));
  }

  private String noRuntime(ModelDescription description) {
    return "none of the runtimes %s can run its flavors %s; log it with an ONNX flavor too"
        .formatted(runtimes.stream().map(ModelRuntime::name).toList(), description.flavors());
  }

  private static ThermoclineException cannot(ModelVersion version, String why) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE, "%s cannot be served: %s.".formatted(version, why));
  }

  /** Puts away the longest unused models until the new one fits. */
  private synchronized void makeRoom(long needed, Key newcomer, ModelVersion version) {
    while (true) {
      long used = 0;
      Map.@Nullable Entry<Key, CompletableFuture<Shelved>> oldest = null;
      for (var entry : shelved.entrySet()) {
        if (entry.getKey().equals(newcomer) || !isLoaded(entry.getValue())) {
          continue;
        }
        Shelved model = entry.getValue().join();
        used += model.model.memory();
        boolean older = oldest == null || model.lastUsed - oldest.getValue().join().lastUsed < 0;
        if (model.isIdle() && older) {
          oldest = entry;
        }
      }
      if (used + needed <= bound) {
        return;
      }
      if (oldest == null) {
        throw cannot(
            version,
            "it needs %d bytes and %d of %d are held by models in use; raise thermocline.gateway.model-memory"
                .formatted(needed, used, bound));
      }
      if (oldest.getValue().join().retireIfIdle()) {
        shelved.remove(oldest.getKey(), oldest.getValue());
      }
    }
  }

  private static boolean isLoaded(CompletableFuture<Shelved> entry) {
    return entry.isDone() && !entry.isCompletedExceptionally();
  }

  /** Bytes that models occupy now. */
  public long memory() {
    return shelved.values().stream()
        .filter(ModelShelf::isLoaded)
        .mapToLong(entry -> entry.join().model.memory())
        .sum();
  }

  public int size() {
    return (int) shelved.values().stream().filter(ModelShelf::isLoaded).count();
  }

  /** Puts away everything that is idle; models in use leave with their last lease. */
  @Override
  public void close() {
    shelved
        .values()
        .forEach(entry -> {
          if (isLoaded(entry)) {
            entry.join().retire();
          }
        });
    shelved.clear();
  }

  /** The right to use a model; closing it twice does nothing. */
  public static final class Lease implements AutoCloseable {
    private final Shelved shelved;
    private boolean closed;

    private Lease(Shelved shelved) {
      this.shelved = shelved;
    }

    public LoadedModel model() {
      return shelved.model;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        shelved.giveBack();
      }
    }
  }

  private static final class Shelved {
    final LoadedModel model;
    volatile long lastUsed = System.nanoTime();
    private int leases;
    private boolean retired;

    Shelved(LoadedModel model) {
      this.model = model;
    }

    synchronized boolean take() {
      if (retired) {
        return false;
      }
      leases++;
      return true;
    }

    synchronized void giveBack() {
      leases--;
      lastUsed = System.nanoTime();
      closeIfDone();
    }

    synchronized boolean isIdle() {
      return leases == 0;
    }

    synchronized void retire() {
      if (!retired) {
        retired = true;
        closeIfDone();
      }
    }

    /** Whether it was idle, and is now gone. */
    synchronized boolean retireIfIdle() {
      if (leases > 0 || retired) {
        return false;
      }
      retire();
      return true;
    }

    private void closeIfDone() {
      if (retired && leases == 0) {
        model.close();
      }
    }
  }
}
