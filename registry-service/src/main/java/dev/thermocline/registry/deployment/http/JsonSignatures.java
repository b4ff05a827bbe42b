package dev.thermocline.registry.deployment.http;

import dev.thermocline.registry.deployment.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signatures in MLflow's JSON: a list of columns or tensors. */
@Component
class JsonSignatures implements Signatures {
  private final JsonMapper mapper = JsonMapper.builder().build();

  @Override
  public Optional<List<Column>> inputs(@Nullable String signature) {
    if (signature == null) {
      return Optional.empty();
    }
    try {
      List<Column> columns = new ArrayList<>();
      for (JsonNode input : mapper.readTree(signature).path("inputs")) {
        String name = input.path("name").asString("");
        if (name.isEmpty()) {
          return Optional.empty();
        }
        columns.add(
            new Column(
                name, input.path("type").asString(""), input.path("required").asBoolean(true)));
      }
      return columns.isEmpty() ? Optional.empty() : Optional.of(columns);
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
