package dev.thermocline.cold.disk;

import dev.thermocline.cold.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A process that uses a cache until it is killed, and tells after each use whether it was right.
 */
final class CacheUser {
  static final long BOUND = 4_000_000;
  private static final int FILES = 40;

  private CacheUser() {}

  static void main(String[] arguments) throws IOException {
    Random random = new Random(Long.parseLong(arguments[1]));
    DiskCache cache = new DiskCache(Path.of(arguments[0]), BOUND, Clock.systemUTC());
    while (true) {
      System.out.println(use(cache, random));
    }
  }

  static String use(DiskCache cache, Random random) throws IOException {
    int seed = random.nextInt(FILES);
    byte[] bytes = new byte[100_000 + 5_000 * seed];
    new Random(seed).nextBytes(bytes);
    String sha256 = Sha256.of(bytes);
    try (CachedFile file = cache.get(sha256, bytes.length, out -> inPieces(out, bytes));
        CachedFolder folder =
            cache.folder(
                List.of(
                    new CachedFolder.Item(
                        "x", sha256, bytes.length, out -> inPieces(out, bytes))))) {
      boolean right =
          Arrays.equals(Files.readAllBytes(file.path()), bytes)
              && Arrays.equals(Files.readAllBytes(folder.path().resolve("x")), bytes);
      return right ? "ok" : "wrong bytes for " + sha256;
    }
  }

  private static void inPieces(OutputStream out, byte[] bytes) throws IOException {
    for (int i = 0; i < bytes.length; i += 1000) {
      out.write(bytes, i, Math.min(1000, bytes.length - i));
    }
  }
}
