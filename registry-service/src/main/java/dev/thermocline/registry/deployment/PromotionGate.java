package dev.thermocline.registry.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds what a model asks for against what its feature service gives. Collects every reason at
 * once: fixing them one by one is what makes people overrule a gate.
 */
final class PromotionGate {
  /** Which types of features reach a column of that type without loss. */
  private static final Map<String, Set<String>> FITS =
      Map.of(
          "boolean", Set.of("bool"),
          "integer", Set.of("int32", "bool"),
          "long", Set.of("int64", "int32", "bool"),
          "float", Set.of("float32", "int32", "bool"),
          "double", Set.of("float64", "float32", "int64", "int32", "bool"),
          "string", Set.of("string"),
          "binary", Set.of("bytes"),
          "datetime", Set.of("timestamp"));

  private PromotionGate() {}

  static List<String> reasons(
      String version, Optional<List<Signatures.Column>> signature, FeatureServiceSchema schema) {
    List<String> reasons = new ArrayList<>();
    for (String view : schema.offline()) {
      reasons.add(
          "the view '"
              + view
              + "' of the feature service '"
              + schema.name()
              + "' has nothing online: materialize it first");
    }
    if (signature.isEmpty()) {
      reasons.add(
          "the version "
              + version
              + " has no signature with named columns: log the model with signature= or"
              + " input_example=");
      return reasons;
    }
    for (Signatures.Column column : signature.get()) {
      check(version, column, schema, reasons);
    }
    return reasons;
  }

  private static void check(
      String version, Signatures.Column column, FeatureServiceSchema schema, List<String> reasons) {
    String service = "the feature service '" + schema.name() + "' version " + schema.version();
    String given = schema.inputs().get(column.name());
    if (given == null && schema.ambiguous().contains(column.name())) {
      reasons.add(
          "several views of "
              + service
              + " have a feature '"
              + column.name()
              + "': name the column <view>__"
              + column.name());
    } else if (given == null && column.required()) {
      reasons.add(
          "the version "
              + version
              + " needs the column '"
              + column.name()
              + "' ("
              + column.type()
              + "), which "
              + service
              + " does not give");
    } else if (given != null && !fits(column.type(), given)) {
      reasons.add(
          "the column '"
              + column.name()
              + "' is "
              + column.type()
              + " in the version "
              + version
              + " and "
              + given
              + " in "
              + service);
    }
  }

  private static boolean fits(String column, String feature) {
    Set<String> types = FITS.get(column);
    // Arrays and objects are left to the runtime, which knows their shape.
    return types == null || types.contains(feature);
  }
}
