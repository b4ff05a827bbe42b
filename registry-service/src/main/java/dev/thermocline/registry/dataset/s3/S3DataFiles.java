package dev.thermocline.registry.dataset.s3;

import dev.thermocline.cold.ByteRange;
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
import dev.thermocline.cold.StoredObject;
import dev.thermocline.cold.VerifiedInputStream;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.dataset.DataFile;
import dev.thermocline.registry.dataset.DataFiles;
import dev.thermocline.registry.dataset.FoundFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files of datasets as objects of one bucket. */
final class S3DataFiles implements DataFiles {
  private static final int PAGE = 1000;
  private static final int LONGEST_KEY = 1024;

  private final ObjectStore store;
  private final String bucket;
  private final SecureRandom random = new SecureRandom();

  S3DataFiles(ObjectStore store, String bucket) {
    this.store = store;
    this.bucket = bucket;
  }

  @Override
  public String uri(String key) {
    return "s3://" + bucket + "/" + key;
  }

  @Override
  public String key(Project project, String prefix) {
    String key = prefix;
    if (prefix.startsWith("s3://")) {
      String room = uri(project.pathPrefix());
      boolean foreign = project.isDefault() && prefix.startsWith(room + "projects/");
      if (!prefix.startsWith(room) || foreign) {
        throw ThermoclineException.invalid(
            "The prefix lies outside of what this project may register: "
                + uri(project.pathPrefix())
                + " and below"
                + (project.isDefault() ? ", but for projects/." : "."));
      }
      key = prefix.substring(room.length());
    }
    if (key.startsWith("/") || key.contains("..") || key.contains("//")) {
      throw ThermoclineException.invalid(
          "The prefix is a folder as in raw/vitals/2026/, without '..' and empty names.");
    }
    String folder = project.pathPrefix() + (key.endsWith("/") ? key : key + "/");
    if (folder.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw ThermoclineException.invalid("The prefix has more than " + LONGEST_KEY + " bytes.");
    }
    return folder;
  }

  @Override
  public List<FoundFile> list(String prefix, int most) {
    return told(() -> {
      List<FoundFile> found = new ArrayList<>();
      String next = null;
      do {
        ObjectPage page = store.list(bucket, prefix, next, PAGE);
        for (ObjectInfo object : page.objects()) {
          if (!object.address().key().endsWith("/")) {
            found.add(file(prefix, object));
          }
        }
        next = page.next();
      } while (next != null && found.size() < most);
      return found.size() > most ? found.subList(0, most) : found;
    });
  }

  private static FoundFile file(String prefix, ObjectInfo object) {
    String key = object.address().key();
    return new FoundFile(key.substring(prefix.length()), key, object.size(), object.etag());
  }

  @Override
  public Optional<FoundFile> find(String prefix, String path) {
    if ((prefix + path).getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      return Optional.empty();
    }
    return told(() -> store.find(at(prefix + path)).map(object -> file(prefix, object)));
  }

  @Override
  public String digest(FoundFile file) {
    Sha256 sha = new Sha256();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream bytes = open(file.key(), file.etag(), 0)) {
      for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
        sha.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "Object storage broke off in the middle of a file.", e);
    }
    return sha.hex();
  }

  @Override
  public DataFile put(String prefix, String path, InputStream body, long length)
      throws IOException {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    ObjectAddress to = at(prefix + HexFormat.of().formatHex(bits) + "/" + path);
    StoredObject stored =
        store.put(to, body, length, PutOptions.create().mediaType(mediaType(path)));
    return new DataFile(path, to.key(), stored.size(), stored.sha256(), stored.etag(), null);
  }

  private static String mediaType(String path) {
    String guessed = URLConnection.guessContentTypeFromName(path);
    return guessed == null ? "application/octet-stream" : guessed;
  }

  @Override
  public InputStream open(String key, String etag, long from) {
    return told(() -> {
      @Nullable ByteRange range = from == 0 ? null : ByteRange.from(from);
      ObjectContent content = store.get(at(key), new ReadOptions(range, etag));
      return closing(content.bytes(), content);
    });
  }

  @Override
  public InputStream openVerified(DataFile file) {
    return told(() -> {
      ObjectContent content = store.get(at(file.key()), ReadOptions.whole().ifMatch(file.etag()));
      return closing(
          new VerifiedInputStream(uri(file.key()), content.bytes(), file.size(), file.sha256()),
          content);
    });
  }

  private static InputStream closing(InputStream bytes, ObjectContent content) {
    return new FilterInputStream(bytes) {
      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return in.read(to, offset, length);
      }

      @Override
      public void close() throws IOException {
        content.close();
      }
    };
  }

  @Override
  public void delete(Collection<String> keys) {
    told(() -> {
      store.deleteAll(bucket, keys);
      return keys.size();
    });
  }

  private ObjectAddress at(String key) {
    return new ObjectAddress(bucket, key);
  }

  /** A file that is gone or another one was changed behind our back; the rest is told as it is. */
  private static <T> T told(Supplier<T> call) {
    try {
      return call.get();
    } catch (ColdStoreException e) {
      if (e.reason() == Reason.CHANGED || e.reason() == Reason.NOT_FOUND) {
        throw new ThermoclineException(
            ErrorKind.SOURCE_CHANGED,
            "A file is no longer the one that was registered: "
                + e.getMessage()
                + " Register its folder again as a new version.",
            e);
      }
      throw e;
    }
  }
}
