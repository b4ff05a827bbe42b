package dev.thermocline.gateway.runtime.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.Sha256;
import dev.thermocline.cold.disk.CachedFile;
import dev.thermocline.cold.disk.CachedFolder;
import dev.thermocline.cold.disk.DiskCache;
import dev.thermocline.cold.disk.Fetch;
import dev.thermocline.gateway.runtime.ModelFiles;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Frozen versions in object storage, their files kept in the disk cache under their digests, and
 * their manifests beside it. With both on disk a model loads while the store is away.
 */
@Component
final class StoredModelFiles implements ModelFiles, AutoCloseable {
  private static final int LARGEST_MANIFEST = 16 << 20;
  private static final int AT_ONCE = 8;

  private final ObjectStore store;
  private final String bucket;
  private final Path manifests;
  private final DiskCache cache;
  private final Semaphore transfers = new Semaphore(AT_ONCE);

  StoredModelFiles(
      ObjectStore store,
      S3Settings s3,
      ServiceSettings service,
      GatewaySettings gateway,
      Clock clock)
      throws IOException {
    this.store = store;
    this.bucket = s3.buckets().modelArtifacts();
    Path home = service.dataFolder().resolve("gateway");
    this.manifests = Files.createDirectories(home.resolve("manifests"));
    this.cache =
        new DiskCache(
            gateway.modelFolderOr(service.dataFolder()), gateway.modelDisk().toBytes(), clock);
  }

  @Override
  public ModelFolder fetch(ModelVersion version) {
    try {
      Manifest manifest = manifest(version);
      List<CachedFolder.Item> items = new ArrayList<>();
      for (Manifest.File file : manifest.files()) {
        String key = version.prefix() + "files/" + file.path();
        items.add(
            new CachedFolder.Item(
                file.path(), file.sha256(), file.size(), Fetch.from(store, at(key))));
      }
      CachedFolder folder = folder(version, items);
      return new ModelFolder(folder.path(), manifest.paths(), manifest.bytes(), folder::close);
    } catch (ColdStoreException failure) {
      throw translated(version, failure);
    } catch (IOException | IllegalArgumentException failure) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "%s cannot be fetched: %s.".formatted(version, failure.getMessage()),
          failure);
    }
  }

  private ObjectAddress at(String key) {
    return new ObjectAddress(bucket, key);
  }

  private Manifest manifest(ModelVersion version) throws IOException {
    String digest = version.manifestDigest();
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new IOException("its manifest's digest is no SHA-256");
    }
    Path kept = manifests.resolve(digest + ".json");
    if (Files.exists(kept)) {
      byte[] text = Files.readAllBytes(kept);
      if (Sha256.of(text).equals(digest)) {
        return Manifest.read(text);
      }
    }
    byte[] text = store.read(at(version.prefix() + "manifest.json"), LARGEST_MANIFEST);
    if (!Sha256.of(text).equals(digest)) {
      throw damaged(
          version, "its manifest does not have the digest that the registry recorded", null);
    }
    Manifest manifest = Manifest.read(text);
    Path fresh = Files.createTempFile(manifests, digest, ".new");
    Files.write(fresh, text);
    Files.move(fresh, kept, StandardCopyOption.REPLACE_EXISTING);
    return manifest;
  }

  /** Fetches and verifies the files side by side, then puts them together. */
  private CachedFolder folder(ModelVersion version, List<CachedFolder.Item> items)
      throws IOException {
    List<Future<CachedFile>> arriving = new ArrayList<>(items.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (CachedFolder.Item item : items) {
        arriving.add(threads.submit(() -> arrived(version, item)));
      }
    }
    try {
      for (Future<CachedFile> file : arriving) {
        var _ = file.get();
      }
      return cache.folder(items);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IOException(failure);
      }
    } finally {
      for (Future<CachedFile> file : arriving) {
        if (file.state() == Future.State.SUCCESS) {
          file.resultNow().close();
        }
      }
    }
  }

  private CachedFile arrived(ModelVersion version, CachedFolder.Item item)
      throws IOException, InterruptedException {
    transfers.acquire();
    try {
      return cache.get(item.sha256(), item.size(), item.fetch());
    } catch (ColdStoreException failure) {
      if (failure.reason() == ColdStoreException.Reason.DAMAGED) {
        throw damaged(
            version, "its file '%s' is not what was frozen".formatted(item.name()), failure);
      }
      throw failure;
    } finally {
      transfers.release();
    }
  }

  @Override
  public void close() throws IOException {
    cache.close();
  }

  private static ThermoclineException damaged(
      ModelVersion version, String why, @Nullable Throwable cause) {
    return new ThermoclineException(
        ErrorKind.DATA_DAMAGED, "%s cannot be served: %s.".formatted(version, why), cause);
  }

  private static ThermoclineException translated(ModelVersion version, ColdStoreException failure) {
    ErrorKind kind =
        switch (failure.reason()) {
          case DAMAGED, NOT_FOUND -> ErrorKind.DATA_DAMAGED;
          default -> ErrorKind.UNAVAILABLE;
        };
    return new ThermoclineException(
        kind, "%s cannot be fetched: %s".formatted(version, failure.getMessage()), failure);
  }
}
