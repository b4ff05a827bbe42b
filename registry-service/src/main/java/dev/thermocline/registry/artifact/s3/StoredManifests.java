package dev.thermocline.registry.artifact.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.registry.artifact.FrozenManifest;
import dev.thermocline.registry.artifact.FrozenManifests;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Manifests as they lie beside the files of each frozen version. They never change. */
final class StoredManifests implements FrozenManifests {
  private static final int REMEMBERED = 256;
  private static final int LARGEST = 64 << 20;

  private final String bucket;
  private final ObjectStore store;
  private final JsonMapper json;
  private final Map<String, FrozenManifest> recent =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, FrozenManifest> eldest) {
              return size() > REMEMBERED;
            }
          });

  StoredManifests(String bucket, ObjectStore store, JsonMapper json) {
    this.bucket = bucket;
    this.store = store;
    this.json = json;
  }

  private record Manifest(List<File> files) {}

  private record File(String path, long size, String sha256, @Nullable String mediaType) {}

  @Override
  public Optional<FrozenManifest> find(String prefix) {
    FrozenManifest known = recent.get(prefix);
    if (known != null) {
      return Optional.of(known);
    }
    ObjectAddress at = new ObjectAddress(bucket, prefix + "manifest.json");
    try (ObjectContent content = store.get(at, ReadOptions.whole())) {
      if (content.length() > LARGEST) {
        throw new ColdStoreException(Reason.TOO_LARGE, at + " is no manifest.");
      }
      Manifest read = json.readValue(content.bytes().readAllBytes(), Manifest.class);
      FrozenManifest manifest =
          FrozenManifest.of(
              content.info().modifiedAt(),
              read.files().stream().map(file -> file(prefix, file)).toList());
      recent.put(prefix, manifest);
      return Optional.of(manifest);
    } catch (IOException brokeOff) {
      throw new ColdStoreException(Reason.UNAVAILABLE, at + " could not be read.", brokeOff);
    } catch (ColdStoreException failed) {
      if (failed.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  private FrozenManifest.File file(String prefix, File file) {
    return new FrozenManifest.File(
        file.path(),
        new ObjectAddress(bucket, prefix + "files/" + file.path()),
        file.size(),
        file.sha256(),
        file.mediaType() == null ? "application/octet-stream" : file.mediaType());
  }
}
