package dev.thermocline.registry.dataset;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Between what was read and what was said. Rows and the names of columns must be the same; a type
 * that was said stands, because a caller may know it better than a file tells.
 */
final class Agreement {
  private Agreement() {}

  static Contents of(Contents read, Stated stated) {
    return new Contents(
        read.files(), columns(read.columns(), stated.columns()), rows(read.rows(), stated.rows()));
  }

  private static @Nullable Long rows(@Nullable Long read, @Nullable Long said) {
    if (read != null && said != null && !read.equals(said)) {
      throw ThermoclineException.invalid(
          "'rows' says " + said + ", and the files have " + read + ".");
    }
    return read == null ? said : read;
  }

  private static @Nullable List<Column> columns(
      @Nullable List<Column> read, @Nullable List<Column> said) {
    if (read == null || said == null) {
      return read == null ? said : read;
    }
    Set<String> missing = names(said);
    missing.removeAll(names(read));
    Set<String> extra = names(read);
    extra.removeAll(names(said));
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw ThermoclineException.invalid(
          "'schema' does not fit the files: "
              + (missing.isEmpty() ? "" : "they do not have " + some(missing))
              + (missing.isEmpty() || extra.isEmpty() ? "" : ", and ")
              + (extra.isEmpty() ? "" : "it leaves out " + some(extra))
              + ".");
    }
    return said;
  }

  private static Set<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.toCollection(HashSet::new));
  }

  private static String some(Set<String> names) {
    return names.stream()
        .sorted()
        .limit(10)
        .map(name -> "'" + DatasetNames.printable(name) + "'")
        .collect(Collectors.joining(", "));
  }
}
