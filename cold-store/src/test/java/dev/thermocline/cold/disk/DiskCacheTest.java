package dev.thermocline.cold.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
  private static final int BOUND = 1000;

  private final AtomicInteger seconds = new AtomicInteger();
  private final AtomicInteger fetched = new AtomicInteger();
  private final Path root;
  private DiskCache cache;

  DiskCacheTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.cache = open();
  }

  @BeforeEach
  void eachUseIsASecondLater() {
    seconds.set(0);
  }

  @AfterEach
  void close() throws IOException {
    cache.close();
  }

  @Test
  void fetchesOnceAndAnswersFromDiskAfterwards() throws IOException {
    byte[] bytes = random(100);
    for (int i = 0; i < 3; i++) {
      try (CachedFile file = get(bytes)) {
        assertThat(file.path()).hasBinaryContent(bytes);
      }
    }

    assertThat(fetched).hasValue(1);
    assertThat(cache.statistics())
        .isEqualTo(new CacheStatistics(2, 1, 0, 0, 0, 100, 0, 1, 100, BOUND));
  }

  @Test
  void keepsFilesForTheNextProcess() throws IOException {
    byte[] bytes = random(100);
    get(bytes).close();
    reopen();

    get(bytes).close();

    assertThat(fetched).hasValue(1);
  }

  @Test
  void evictsTheLeastRecentlyUsedDownToFourFifths() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      files.add(random(100));
      get(files.get(i)).close();
    }
    get(files.get(0)).close();

    get(random(100)).close();

    assertThat(cache.statistics().bytes()).isEqualTo(800);
    assertThat(cache.statistics().evictions()).isEqualTo(3);
    int before = fetched.get();
    get(files.get(0)).close();
    assertThat(fetched).as("the one used last stays").hasValue(before);
    get(files.get(1)).close();
    assertThat(fetched).as("the one not used for longest went").hasValue(before + 1);
  }

  @Test
  void neverEvictsWhatIsInUse() throws IOException {
    byte[] first = random(400);
    try (CachedFile inUse = get(first)) {
      for (int i = 0; i < 10; i++) {
        get(random(300)).close();
      }
      assertThat(inUse.path()).hasBinaryContent(first);
    }
  }

  @Test
  void saysThatItIsFullOfFilesInUse() throws IOException {
    try (CachedFile _ = get(random(600))) {
      assertFails(Reason.UNAVAILABLE, () -> get(random(600)));
    }
    get(random(600)).close();
  }

  @Test
  void refusesAFileThatNeverFits() {
    assertFails(Reason.TOO_LARGE, () -> get(random(BOUND + 1)));
  }

  @Test
  void refusesBytesWithAnotherDigest() throws IOException {
    byte[] bytes = random(100);
    byte[] others = random(100);

    assertFails(Reason.DAMAGED, () -> cache.get(Sha256.of(bytes), 100, out -> out.write(others)));
    assertFails(
        Reason.DAMAGED, () -> cache.get(Sha256.of(bytes), 100, out -> out.write(others, 0, 99)));
    assertFails(Reason.DAMAGED, () -> cache.get(Sha256.of(bytes), 99, out -> out.write(bytes)));

    assertThat(cache.statistics().bytes()).isZero();
    assertThat(regularFiles("arriving")).isEmpty();
    get(bytes).close();
  }

  @Test
  void fetchesAnewWhatWasDamagedOnDisk() throws IOException {
    for (boolean anotherProcess : List.of(false, true)) {
      byte[] bytes = random(100);
      Path path;
      try (CachedFile file = get(bytes)) {
        path = file.path();
      }
      byte[] damaged = bytes.clone();
      damaged[50] ^= 1;
      Files.delete(path);
      Files.write(path, damaged);
      if (anotherProcess) {
        reopen();
      }

      try (CachedFile file = get(bytes)) {
        assertThat(file.path()).hasBinaryContent(bytes);
      }
      assertThat(cache.statistics().damaged()).isEqualTo(1);
    }
  }

  @Test
  void aFailedFetchLeavesNothingAndMayBeTriedAgain() throws IOException {
    byte[] bytes = random(100);

    assertThatThrownBy(() ->
            cache.get(
                Sha256.of(bytes),
                100,
                out -> {
                  out.write(bytes, 0, 50);
                  throw new IOException("the network is gone");
                }))
        .hasMessage("the network is gone");

    assertThat(regularFiles("arriving")).isEmpty();
    assertThat(cache.statistics().inUse()).isZero();
    get(bytes).close();
  }

  @Test
  void manyThreadsFetchOneFileOnce() throws Exception {
    byte[] bytes = random(500);
    List<Callable<byte[]>> readers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      readers.add(() -> {
        try (CachedFile file = get(bytes)) {
          return Files.readAllBytes(file.path());
        }
      });
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var read : threads.invokeAll(readers)) {
        assertThat(read.get()).isEqualTo(bytes);
      }
    }

    assertThat(fetched).hasValue(1);
    assertThat(cache.statistics().inUse()).isZero();
  }

  @Test
  void addsAFileWhoseDigestNobodyKnows() throws IOException {
    byte[] bytes = random(100);

    try (CachedFile file = cache.add(100, out -> out.write(bytes))) {
      assertThat(file.sha256()).isEqualTo(Sha256.of(bytes));
      assertThat(file.path()).hasBinaryContent(bytes);
    }

    get(bytes).close();
    assertThat(fetched).hasValue(0);
  }

  @Test
  void showsAFolderOfFilesUnderTheirNamesUntilItIsClosed() throws IOException {
    byte[] a = random(100);
    byte[] b = random(200);
    Path path;
    try (CachedFolder folder = cache.folder(List.of(item("MLmodel", a), item("data/b", b)))) {
      path = folder.path();
      assertThat(path.resolve("MLmodel")).hasBinaryContent(a);
      assertThat(path.resolve("data/b")).hasBinaryContent(b);
    }

    assertThat(path).doesNotExist();
    assertThat(cache.statistics().inUse()).isZero();
    assertThat(cache.statistics().files()).isEqualTo(2);
  }

  @Test
  void refusesNamesThatLeadOutOfTheFolder() {
    assertThatThrownBy(() -> cache.folder(List.of(item("../x", random(1)))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cache.folder(List.of(item("/tmp/x", random(1)))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void isOpenOnceInAProcess() {
    assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class);
  }

  private DiskCache open() throws IOException {
    InstantSource ticking = () -> Instant.EPOCH.plusSeconds(seconds.incrementAndGet());
    return new DiskCache(root, BOUND, ticking.withZone(ZoneOffset.UTC));
  }

  private void reopen() throws IOException {
    cache.close();
    cache = open();
  }

  private CachedFile get(byte[] bytes) throws IOException {
    return cache.get(
        Sha256.of(bytes),
        bytes.length,
        out -> {
          fetched.incrementAndGet();
          out.write(bytes);
        });
  }

  private CachedFolder.Item item(String name, byte[] bytes) {
    return new CachedFolder.Item(name, Sha256.of(bytes), bytes.length, out -> out.write(bytes));
  }

  private List<Path> regularFiles(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve(folder))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private interface Opening {
    CachedFile open() throws IOException;
  }

  private static void assertFails(Reason reason, Opening opening) {
    assertThatThrownBy(() -> opening.open().close())
        .isInstanceOfSatisfying(
            ColdStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return bytes;
  }
}
