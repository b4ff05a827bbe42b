package dev.thermocline.registry.model.mlmodel;

import dev.thermocline.registry.model.SignatureReader;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * MLmodel is YAML; its signature holds {@code inputs}, {@code outputs} and {@code params} as texts
 * that are JSON already, so joining them is all there is to do.
 */
@Component
class MlmodelSignatures implements SignatureReader {
  private static final int LARGEST = 8 * 1024 * 1024;

  @Override
  public Optional<String> read(InputStream mlmodel) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    options.setMaxAliasesForCollections(50);
    try {
      Object document = new Yaml(new SafeConstructor(options)).load(mlmodel);
      if (document instanceof Map<?, ?> fields && fields.get("signature") instanceof Map<?, ?> s) {
        return Optional.of(join(s));
      }
      return Optional.empty();
    } catch (YAMLException _) {
      // A model may be served without a signature; the promotion gate says that there is none.
      return Optional.empty();
    }
  }

  private static String join(Map<?, ?> signature) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : new String[] {"inputs", "outputs", "params"}) {
      parts.put(part, signature.get(part) instanceof String json ? json : "null");
    }
    StringBuilder joined = new StringBuilder("{");
    parts.forEach((name, json) -> {
      joined.append(joined.length() == 1 ? "" : ",");
      joined.append('"').append(name).append("\":").append(json);
    });
    return joined.append('}').toString();
  }
}
