package dev.thermocline.registry.scale;

import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Searches over MLflow's wire. */
record Asker(RegistryClient client) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The ids that came, and the token of the next page, if there is one. */
  record Page(List<String> ids, @Nullable String next) {}

  Answer ask(String filter, String order, int limit, @Nullable String token) {
    Map<String, Object> body = new HashMap<>();
    body.put("experiment_ids", List.of(Long.toString(RunsLoad.EXPERIMENT)));
    body.put("filter", filter);
    body.put("order_by", order.isEmpty() ? List.of() : List.of(order.split("; ")));
    body.put("max_results", limit);
    if (token != null) {
      body.put("page_token", token);
    }
    return client.send("POST", "/api/2.0/mlflow/runs/search", JSON.writeValueAsString(body));
  }

  Page page(String filter, String order, int limit, @Nullable String token) {
    Answer answer = ask(filter, order, limit, token);
    if (answer.status() != 200) {
      throw new IllegalStateException(filter + " by " + order + ": " + answer.body());
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode run : answer.body().path("runs")) {
      ids.add(run.at("/info/run_id").asString());
    }
    String next = answer.body().path("next_page_token").asString("");
    return new Page(ids, next.isEmpty() ? null : next);
  }
}
