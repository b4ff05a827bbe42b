package dev.thermocline.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Which part of a feature a class belongs to: its root, or one of the adapters nested in it. */
final class Layers {
  private static final Set<String> ADAPTERS =
      Set.of(
          "web",
          "jpa",
          "s3",
          "redis",
          "kafka",
          "http",
          "grpc",
          "duckdb",
          "json",
          "onnx",
          "python",
          "parquet",
          "disk",
          "memory",
          "jdbc",
          "jobs",
          "scheduler",
          "spring",
          // Facades of other protocols: they only translate, and are adapters as a whole.
          "mlflow",
          "feast",
          "openinference",
          "mlflowscoring");

  /** Tools that several adapters of one service share lie directly below its own package. */
  private static final Set<String> SHARED_TOOLS = Set.of("json", "duckdb", "kafka");

  private Layers() {}

  /** The adapter that the class lives in, as {@code dev.thermocline.registry.model.jpa}. */
  static Optional<String> adapterOf(JavaClass type) {
    String[] words = type.getPackageName().split("\\.", -1);
    for (int i = 0; i < words.length; i++) {
      if (ADAPTERS.contains(words[i])) {
        return Optional.of(String.join(".", Arrays.copyOf(words, i + 1)));
      }
    }
    return Optional.empty();
  }

  /** Whether every adapter of the service may use it, as {@code dev.thermocline.registry.json}. */
  static boolean isSharedTool(String adapter) {
    String[] words = adapter.split("\\.", -1);
    return words.length == 4 && SHARED_TOOLS.contains(words[3]);
  }

  /** The feature around an adapter, as {@code dev.thermocline.registry.model}. */
  static String featureOf(String adapter) {
    return adapter.substring(0, adapter.lastIndexOf('.'));
  }

  /** A feature's root: below the service's own package, outside every adapter. */
  static boolean isFeatureRoot(JavaClass type, String rootPackage) {
    return type.getPackageName().startsWith(rootPackage + ".") && adapterOf(type).isEmpty();
  }
}
