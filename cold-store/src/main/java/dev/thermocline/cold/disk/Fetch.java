package dev.thermocline.cold.disk;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import java.io.IOException;
import java.io.OutputStream;

/** Where a file comes from when the cache does not have it. */
public interface Fetch {
  /** Writes the whole file. Called again after a failure, then from the start. */
  void into(OutputStream out) throws IOException;

  static Fetch from(ObjectStore store, ObjectAddress at) {
    return from(store, at, ReadOptions.whole());
  }

  static Fetch from(ObjectStore store, ObjectAddress at, ReadOptions options) {
    return out -> {
      try (ObjectContent content = store.get(at, options)) {
        long _ = content.bytes().transferTo(out);
      }
    };
  }
}
