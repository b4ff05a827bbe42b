package dev.thermocline.gateway.runtime.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.gateway.runtime.ModelFiles;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Frozen versions in object storage, kept in one folder for each manifest. What lies on disk is
 * used only after its digest was checked, each time.
 */
@Component
final class StoredModelFiles implements ModelFiles {
  private static final int LARGEST_MANIFEST = 16 << 20;
  private static final int AT_ONCE = 8;
  private static final int STRIPES = 16;

  private final ObjectStore store;
  private final String bucket;
  private final Path folder;
  private final Folders folders;
  private final Semaphore transfers = new Semaphore(AT_ONCE);
  private final Lock[] locks = new Lock[STRIPES];

  StoredModelFiles(
      ObjectStore store, S3Settings s3, ServiceSettings service, GatewaySettings gateway) {
    this.store = store;
    this.bucket = s3.buckets().modelArtifacts();
    this.folder = service.dataFolder().resolve("gateway").resolve("models");
    this.folders = new Folders(folder, gateway.modelDisk().toBytes());
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  @Override
  public ModelFolder fetch(ModelVersion version) {
    Lock lock = locks[Math.floorMod(version.manifestDigest().hashCode(), STRIPES)];
    lock.lock();
    try {
      Path home = folder.resolve(version.manifestDigest());
      Files.createDirectories(home);
      Manifest manifest = manifest(version, home);
      fetchAll(version, manifest, home.resolve("files"));
      Files.setLastModifiedTime(home, FileTime.from(Instant.now()));
      folders.evict(version.manifestDigest());
      return new ModelFolder(home.resolve("files"), manifest.paths(), manifest.bytes());
    } catch (ColdStoreException failure) {
      throw translated(version, failure);
    } catch (IOException failure) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "%s cannot be fetched: %s.".formatted(version, failure.getMessage()),
          failure);
    } finally {
      lock.unlock();
    }
  }

  private Manifest manifest(ModelVersion version, Path home) throws IOException {
    if (!version.manifestDigest().matches("[0-9a-f]{64}")) {
      throw new IOException("its manifest's digest is no SHA-256");
    }
    Path kept = home.resolve("manifest.json");
    if (Files.exists(kept)) {
      byte[] text = Files.readAllBytes(kept);
      if (Sha256.of(text).equals(version.manifestDigest())) {
        return Manifest.read(text);
      }
    }
    byte[] text = store.read(at(version.prefix() + "manifest.json"), LARGEST_MANIFEST);
    if (!Sha256.of(text).equals(version.manifestDigest())) {
      throw damaged(version, "its manifest does not have the digest that the registry recorded");
    }
    Manifest manifest = Manifest.read(text);
    Path fresh = home.resolve("manifest.json.new");
    Files.write(fresh, text);
    Files.move(fresh, kept, StandardCopyOption.REPLACE_EXISTING);
    return manifest;
  }

  private ObjectAddress at(String key) {
    return new ObjectAddress(bucket, key);
  }

  private void fetchAll(ModelVersion version, Manifest manifest, Path root) throws IOException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Manifest.File file : manifest.files()) {
        running.add(
            threads.submit(() -> {
              transfers.acquire();
              try {
                fetch(version, file, root.resolve(file.path()));
              } finally {
                transfers.release();
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IOException(failure);
      }
    }
  }

  private void fetch(ModelVersion version, Manifest.File file, Path target) throws IOException {
    if (Files.isRegularFile(target)
        && Files.size(target) == file.size()
        && digest(target).equals(file.sha256())) {
      return;
    }
    Files.createDirectories(target.getParent());
    Path fresh = Files.createTempFile(target.getParent(), ".fetch", null);
    try {
      String key = version.prefix() + "files/" + file.path();
      Sha256 sha = new Sha256();
      try (ObjectContent content = store.get(at(key), ReadOptions.whole());
          OutputStream out = Files.newOutputStream(fresh)) {
        copy(content.bytes(), out, sha);
      }
      if (!sha.hex().equals(file.sha256())) {
        throw damaged(version, "its file '" + file.path() + "' does not have its digest");
      }
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void copy(InputStream in, OutputStream out, Sha256 sha) throws IOException {
    byte[] buffer = new byte[1 << 17];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      sha.update(buffer, 0, n);
      out.write(buffer, 0, n);
    }
  }

  private static String digest(Path file) throws IOException {
    Sha256 sha = new Sha256();
    try (InputStream in = Files.newInputStream(file)) {
      copy(in, OutputStream.nullOutputStream(), sha);
    }
    return sha.hex();
  }

  private static ThermoclineException damaged(ModelVersion version, String why) {
    return new ThermoclineException(
        ErrorKind.DATA_DAMAGED, "%s cannot be served: %s.".formatted(version, why));
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
