package dev.thermocline.registry.model.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.registry.artifact.ArtifactPath;
import dev.thermocline.registry.artifact.Artifacts;
import dev.thermocline.registry.model.FrozenStore;
import dev.thermocline.registry.model.Manifest;
import dev.thermocline.registry.model.SourceFile;
import dev.thermocline.registry.model.SourceFolder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Frozen files as objects: {@code <prefix>files/<path>} beside {@code <prefix>manifest.json}. */
@Component
class S3FrozenStore implements FrozenStore {
  private static final int PAGE = 1000;
  private static final int LARGEST_MANIFEST = 32 * 1024 * 1024;
  private static final String MANIFEST = "manifest.json";
  private static final String FILES = "files/";
  private static final Pattern PREFIX =
      Pattern.compile("((?:projects/[^/]+/)?[^/]+/v\\d+/)(?:files/.+|manifest\\.json)");

  private final ObjectStore store;
  private final Artifacts artifacts;
  private final String runArtifacts;
  private final String frozen;

  S3FrozenStore(ObjectStore store, Artifacts artifacts, S3Settings settings) {
    this.store = store;
    this.artifacts = artifacts;
    this.runArtifacts = settings.buckets().mlflowArtifacts();
    this.frozen = settings.buckets().modelArtifacts();
  }

  @Override
  public List<SourceFile> list(Project project, SourceFolder folder, int most) {
    return told(() ->
        switch (folder.area()) {
          case RUN_ARTIFACTS -> uploaded(project, folder.path(), most);
          case FROZEN -> frozenBefore(folder.path());
        });
  }

  private List<SourceFile> uploaded(Project project, String path, int most) {
    ArtifactPath folder = ArtifactPath.of(path);
    return artifacts.below(project, folder, null, most + 1).stream()
        .map(file ->
            new SourceFile(
                file.path().value().substring(folder.value().length() + 1),
                file.object().key(),
                file.size(),
                file.etag(),
                file.sha256()))
        .toList();
  }

  private List<SourceFile> frozenBefore(String prefix) {
    Map<String, Manifest.File> digests = new HashMap<>();
    manifest(prefix).ifPresent(m -> m.files().forEach(file -> digests.put(file.path(), file)));
    List<SourceFile> files = new ArrayList<>();
    each(
        frozen,
        prefix + FILES,
        object -> {
          String path = object.address().key().substring(prefix.length() + FILES.length());
          Manifest.File known = digests.get(path);
          files.add(
              new SourceFile(
                  path,
                  object.address().key(),
                  object.size(),
                  object.etag(),
                  known == null ? null : known.sha256()));
        });
    return files;
  }

  private void each(String bucket, String prefix, Consumer<ObjectInfo> use) {
    String next = null;
    do {
      ObjectPage page = store.list(bucket, prefix, next, PAGE);
      page.objects().forEach(use);
      next = page.next();
    } while (next != null);
  }

  @Override
  public Manifest.File copy(SourceFolder.Area area, SourceFile file, String prefix) {
    return told(() -> {
      String bucket = area == SourceFolder.Area.FROZEN ? frozen : runArtifacts;
      var from = new ObjectAddress(bucket, file.key());
      var to = new ObjectAddress(frozen, prefix + FILES + file.path());
      String mediaType = mediaType(file.path());
      var listed = new ObjectInfo(from, file.size(), file.etag(), Instant.EPOCH);
      ObjectInfo copy = store.copy(listed, to, PutOptions.overwrite().mediaType(mediaType));
      return new Manifest.File(file.path(), file.size(), digest(file, copy), mediaType);
    });
  }

  /**
   * The digest of the upload where the store itself says that the copy has the same bytes; else the
   * copy is read. What is promised is always what lies there.
   */
  private String digest(SourceFile file, ObjectInfo copy) throws IOException {
    if (file.sha256() != null && isPlainDigest(file.etag()) && file.etag().equals(copy.etag())) {
      return file.sha256();
    }
    Sha256 sha = new Sha256();
    long seen = 0;
    byte[] buffer = new byte[64 * 1024];
    try (ObjectContent content = store.get(copy.address(), ReadOptions.whole())) {
      InputStream bytes = content.bytes();
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        sha.update(buffer, 0, count);
        seen += count;
      }
    }
    String digest = sha.hex();
    if (seen != file.size() || (file.sha256() != null && !file.sha256().equals(digest))) {
      throw new ThermoclineException(
          ErrorKind.SOURCE_CHANGED,
          "The copy of '" + file.path() + "' is not what was uploaded: its digest differs.");
    }
    return digest;
  }

  /** Of one that was uploaded in parts, the etag says nothing about the bytes alone. */
  private static boolean isPlainDigest(String etag) {
    return etag.matches("[0-9a-f]{32}");
  }

  private static String mediaType(String path) {
    String guessed = URLConnection.guessContentTypeFromName(path);
    return guessed == null ? "application/octet-stream" : guessed;
  }

  @Override
  public String seal(String prefix, Manifest manifest) {
    byte[] bytes = ManifestJson.write(manifest);
    var at = new ObjectAddress(frozen, prefix + MANIFEST);
    return told(() -> {
      try {
        store.put(at, bytes, PutOptions.create().mediaType("application/json"));
        return Sha256.of(bytes);
      } catch (ColdStoreException e) {
        if (e.reason() != Reason.ALREADY_EXISTS) {
          throw e;
        }
        return sealedBefore(at, manifest);
      }
    });
  }

  /** The name may differ, when the model was renamed between two attempts; the files may not. */
  private String sealedBefore(ObjectAddress at, Manifest manifest) throws IOException {
    byte[] there = store.read(at, LARGEST_MANIFEST);
    if (!ManifestJson.read(there).files().equals(manifest.files())) {
      throw new ThermoclineException(
          ErrorKind.SOURCE_CHANGED, "Another copy with other files was made before: " + at.key());
    }
    return Sha256.of(there);
  }

  @Override
  public Optional<Manifest> manifest(String prefix) {
    return told(() -> {
      try {
        return Optional.of(
            ManifestJson.read(
                store.read(new ObjectAddress(frozen, prefix + MANIFEST), LARGEST_MANIFEST)));
      } catch (ColdStoreException e) {
        if (e.reason() == Reason.NOT_FOUND) {
          return Optional.empty();
        }
        throw e;
      }
    });
  }

  @Override
  public InputStream open(String prefix, String path) {
    return told(() -> {
      ObjectContent content =
          store.get(new ObjectAddress(frozen, prefix + FILES + path), ReadOptions.whole());
      return new FilterInputStream(content.bytes()) {
        @Override
        public void close() throws IOException {
          content.close();
        }
      };
    });
  }

  @Override
  public List<String> prefixesOlderThan(Instant moment, int limit) {
    return told(() -> {
      Set<String> prefixes = new LinkedHashSet<>();
      each(
          frozen,
          "",
          object -> {
            Matcher matcher = PREFIX.matcher(object.address().key());
            if (matcher.matches()
                && object.modifiedAt().isBefore(moment)
                && prefixes.size() < limit) {
              prefixes.add(matcher.group(1));
            }
          });
      return List.copyOf(prefixes);
    });
  }

  @Override
  public void delete(String prefix) {
    told(() -> {
      List<String> keys = new ArrayList<>();
      each(frozen, prefix, object -> keys.add(object.address().key()));
      store.deleteAll(frozen, keys);
      return keys.size();
    });
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  /** From the store's words to the platform's, in one place. */
  private static <T> T told(Call<T> call) {
    try {
      return call.run();
    } catch (ColdStoreException e) {
      throw new ThermoclineException(kind(e.reason()), text(e), e);
    } catch (IOException e) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "Object storage broke off in the middle of a file.", e);
    }
  }

  private static String text(ColdStoreException e) {
    String message = e.getMessage();
    return message == null ? e.reason().name() : message;
  }

  private static ErrorKind kind(Reason reason) {
    return switch (reason) {
      case NOT_FOUND, CHANGED -> ErrorKind.SOURCE_CHANGED;
      case DAMAGED -> ErrorKind.DATA_DAMAGED;
      case TOO_LARGE -> ErrorKind.TOO_LARGE;
      case ALREADY_EXISTS, RANGE_NOT_SATISFIABLE -> ErrorKind.CONFLICT;
      case REFUSED, UNSUPPORTED, UNAVAILABLE -> ErrorKind.UNAVAILABLE;
    };
  }
}
