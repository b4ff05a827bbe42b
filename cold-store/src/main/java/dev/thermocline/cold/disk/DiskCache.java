package dev.thermocline.cold.disk;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files on the local disk, named by their SHA-256, within a bound on their bytes. A file is
 * verified before its first use in this process and again whenever it was touched since. Several
 * processes may share a folder; each opens it once. A process killed at any moment leaves nothing
 * that the next one could take for a whole file. Safe for many threads.
 */
public final class DiskCache implements Closeable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
  private static final int ATTEMPTS = 2;
  private static final int REMEMBERED = 100_000;
  private static final int CHUNK = 1 << 16;

  private final Path root;
  private final long bound;
  private final Clock clock;
  private final CacheFiles files;
  private final CacheLocks inUse;
  private final CacheLocks fetching;
  private final CacheLocks evicting;
  private final Eviction eviction;
  private final FolderViews views;
  private final Object evictionTurn = new Object();
  private final Map<String, Use> uses = new HashMap<>();
  private final Map<String, CacheFiles.Identity> verified =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CacheFiles.Identity> eldest) {
              return size() > REMEMBERED;
            }
          });
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder damaged = new LongAdder();
  private final LongAdder fetchedBytes = new LongAdder();

  public DiskCache(Path folder, long bound, Clock clock) throws IOException {
    this.root = Files.createDirectories(folder).toRealPath();
    if (!OPEN.add(root)) {
      throw new IllegalStateException("The disk cache in " + root + " is open in this process.");
    }
    this.bound = bound;
    this.clock = clock;
    this.files = new CacheFiles(root);
    this.inUse = new CacheLocks(root.resolve("in-use.lock"));
    this.fetching = new CacheLocks(root.resolve("fetching.lock"));
    this.evicting = new CacheLocks(root.resolve("evicting.lock"));
    this.eviction = new Eviction(files, inUse, bound);
    this.views = new FolderViews(files.folders());
  }

  /** The uses of one file in this process; they share one lock between processes. */
  private static final class Use {
    private int count;
    private @Nullable FileLock lock;
  }

  /** The file with this digest, fetched if it is not here. The caller closes it after use. */
  public CachedFile get(String sha256, long size, Fetch source) throws IOException {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("A SHA-256 has 64 hexadecimal digits in lower case.");
    }
    return open(sha256, size, () -> arrive(sha256, size, source));
  }

  /** Fetches a file whose digest nobody knows yet; the answer tells it. */
  public CachedFile add(long size, Fetch source) throws IOException {
    try (Arrival arrival = announce(size)) {
      String sha256 = arrival.fetch(source, size);
      fetchedBytes.add(size);
      return open(sha256, size, () -> arrival.moveTo(files.object(sha256)));
    }
  }

  /** A folder with these files under their names. The caller closes it after use. */
  public CachedFolder folder(List<CachedFolder.Item> items) throws IOException {
    List<CachedFile> leased = new ArrayList<>();
    boolean ready = false;
    try {
      Map<String, Path> byName = new HashMap<>();
      for (CachedFolder.Item item : items) {
        CachedFile file = get(item.sha256(), item.size(), item.fetch());
        leased.add(file);
        byName.put(item.name(), file.path());
      }
      Path view = views.create(byName);
      ready = true;
      return new CachedFolder(view, leased, () -> views.remove(view));
    } finally {
      if (!ready) {
        leased.forEach(CachedFile::close);
      }
    }
  }

  public CacheStatistics statistics() throws IOException {
    List<CacheFiles.Stored> stored = files.stored();
    int used;
    synchronized (uses) {
      used = uses.size();
    }
    return new CacheStatistics(
        hits.sum(),
        misses.sum(),
        eviction.evictions.sum(),
        eviction.evictedBytes.sum(),
        damaged.sum(),
        fetchedBytes.sum(),
        used,
        stored.size(),
        stored.stream().mapToLong(CacheFiles.Stored::size).sum() + eviction.bytesOnTheirWay(),
        bound);
  }

  @Override
  public void close() throws IOException {
    views.close();
    inUse.close();
    fetching.close();
    evicting.close();
    OPEN.remove(root);
  }

  private Use enter(String sha256) {
    synchronized (uses) {
      Use use = uses.computeIfAbsent(sha256, _ -> new Use());
      use.count++;
      return use;
    }
  }

  private void leave(String sha256) {
    synchronized (uses) {
      Use use = uses.get(sha256);
      if (use == null || --use.count > 0) {
        return;
      }
      uses.remove(sha256);
      if (use.lock != null) {
        try {
          use.lock.release();
        } catch (IOException closed) {
          // The cache itself was closed, and its locks with it.
        }
      }
    }
  }

  /** Puts a whole and verified file into its place. */
  private interface Placement {
    void run() throws IOException;
  }

  private CachedFile open(String sha256, long size, Placement placement) throws IOException {
    Use use = enter(sha256);
    boolean ready = false;
    try {
      synchronized (use) {
        if (use.lock == null) {
          use.lock = inUse.lock(CacheLocks.place(sha256), true, PATIENCE);
        }
        if (isVerified(sha256, size)) {
          hits.increment();
        } else {
          placeOnce(sha256, size, placement);
        }
      }
      files.touch(sha256, clock.instant());
      ready = true;
      return new CachedFile(sha256, files.object(sha256), () -> leave(sha256));
    } finally {
      if (!ready) {
        leave(sha256);
      }
    }
  }

  private void placeOnce(String sha256, long size, Placement placement) throws IOException {
    try (FileLock _ = fetching.lock(CacheLocks.place(sha256), false, PATIENCE)) {
      if (isVerified(sha256, size)) {
        hits.increment(); // another process fetched it while this one waited
        return;
      }
      misses.increment();
      if (Files.exists(files.object(sha256))) {
        damaged.increment();
      }
      placement.run();
      CacheFiles.Identity.of(files.object(sha256)).ifPresent(now -> verified.put(sha256, now));
    }
  }

  private void arrive(String sha256, long size, Fetch source) throws IOException {
    try (Arrival arrival = announce(size)) {
      String actual = "";
      for (int attempt = 0; attempt < ATTEMPTS && !actual.equals(sha256); attempt++) {
        actual = arrival.fetch(source, size);
        fetchedBytes.add(size);
      }
      if (!actual.equals(sha256)) {
        damaged.increment();
        throw new ColdStoreException(
            Reason.DAMAGED,
            "A file should have the SHA-256 " + sha256 + " and came with " + actual + ".");
      }
      arrival.moveTo(files.object(sha256));
    }
  }

  private Arrival announce(long size) throws IOException {
    synchronized (evictionTurn) {
      try (FileLock _ = evicting.lock(0, false, PATIENCE)) {
        eviction.makeRoom(size);
        return new Arrival(files.arriving(UUID.randomUUID() + "." + size));
      }
    }
  }

  private boolean isVerified(String sha256, long size) throws IOException {
    Path path = files.object(sha256);
    Optional<CacheFiles.Identity> now = CacheFiles.Identity.of(path);
    if (now.isEmpty()) {
      verified.remove(sha256);
      return false;
    }
    if (now.get().equals(verified.get(sha256))) {
      return true;
    }
    if (now.get().size() == size && digest(path).equals(sha256)) {
      verified.put(sha256, now.get());
      return true;
    }
    return false;
  }

  private static String digest(Path path) throws IOException {
    Sha256 sha = new Sha256();
    try (InputStream in = Files.newInputStream(path)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        sha.update(chunk, 0, n);
      }
    }
    return sha.hex();
  }
}
