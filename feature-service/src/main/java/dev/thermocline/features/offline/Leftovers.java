package dev.thermocline.features.offline;

import dev.thermocline.cold.ObjectInfo;
import java.util.List;

/** One sort of objects that work leaves behind when it is killed. Thread-safe. */
public interface Leftovers {
  String bucket();

  /** Where objects of this sort lie, and perhaps others. */
  List<String> prefixes();

  /** Those of the objects that are of this sort and that nothing names, now or ever. */
  List<ObjectInfo> among(List<ObjectInfo> old);
}
