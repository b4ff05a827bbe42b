package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A server that speaks MLflow's wire: ours or MLflow's own. */
record Side(String name, URI base, Map<String, String> headers, Api api) {
  private static final String API = "/api/2.0/mlflow/";
  private static final JsonMapper JSON = JsonMapper.shared();

  static Side of(String name, URI base, String token) {
    Target target = new Target(base, base, base, token);
    return new Side(name, base, target.headers(), new Api(target));
  }

  URI at(String path) {
    return URI.create(base + API + path);
  }

  HttpRequest post(String path, Object body) {
    return HttpRequest.post(at(path), headers, JSON.writeValueAsBytes(body));
  }

  HttpRequest get(String path) {
    return HttpRequest.get(at(path), headers);
  }
}
