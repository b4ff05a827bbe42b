package dev.thermocline.stack.platform;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.build.Service;
import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Part;
import dev.thermocline.stack.process.Part.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts servers, secrets and services together into what is to run. */
final class PlatformPlanner {
  private final Home home;
  private final StackSettings settings;
  private final AotCache cache;

  PlatformPlanner(Home home, StackSettings settings, AotCache cache) {
    this.home = home;
    this.settings = settings;
    this.cache = cache;
  }

  /**
   * Plans servers and services.
   *
   * @param mlflowPage the folder of MLflow's built page, where the registry is to serve it
   */
  PlatformPlan plan(List<Service> services, @Nullable Path mlflowPage) throws IOException {
    SecretFiles secrets = new SecretFiles(home.secrets());
    ServerPlan servers = new ServerPlan(home, settings, secrets, cache);
    Map<String, String> urls = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    Port registry = settings.port("REGISTRY", 8081);
    Port features = settings.port("FEATURES", 8082);
    Port gateway = settings.port("GATEWAY", 8000);
    Port grpc = settings.port("GRPC", 8001);
    urls.put("registry", "http://127.0.0.1:" + registry.number());
    urls.put("features", "http://127.0.0.1:" + features.number());
    urls.put("gateway", "http://127.0.0.1:" + gateway.number());
    urls.put("gatewayGrpc", "127.0.0.1:" + grpc.number());
    Path adminToken = secrets.place("admin-token");
    for (Service service : services) {
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("SERVER_ADDRESS", "127.0.0.1");
      environment.put("THERMOCLINE_REGISTRY_URL", String.valueOf(urls.get("registry")));
      environment.put("THERMOCLINE_FEATURES_URL", String.valueOf(urls.get("features")));
      environment.put("THERMOCLINE_DATA_FOLDER", home.data(service.name()).toString());
      environment.putAll(servers.shared());
      List<Port> ports;
      switch (service.name()) {
        case "registry" -> {
          ports = List.of(registry);
          environment.putAll(servers.postgres("registry"));
          environment.put("THERMOCLINE_AUTH_ADMIN_TOKEN_FILE", adminToken.toString());
          if (mlflowPage != null) {
            environment.put("THERMOCLINE_MLFLOW_PAGE", mlflowPage.toString());
          }
          for (String name : List.of("registry", "features", "gateway")) {
            // Spring reads the last word of this spelling as the key of a map, and no other.
            environment.put(
                "THERMOCLINE_AUTH_SERVICETOKENFILES_" + name.toUpperCase(java.util.Locale.ROOT),
                secrets.token(name).toString());
          }
        }
        case "features" -> {
          ports = List.of(features);
          environment.putAll(servers.postgres("features"));
          environment.put("THERMOCLINE_REDIS_FEATURES_URL", servers.featuresWriter());
          environment.put("THERMOCLINE_REDIS_CACHE_URL", servers.cache());
        }
        case "gateway" -> {
          ports = List.of(gateway, grpc);
          environment.put("THERMOCLINE_GATEWAY_GRPC_PORT", Integer.toString(grpc.number()));
          environment.put("THERMOCLINE_REDIS_FEATURES_URL", servers.featuresReader());
          environment.put("THERMOCLINE_REDIS_CACHE_URL", servers.cache());
        }
        default -> throw new IllegalStateException("no plan for " + service.name());
      }
      environment.put("SERVER_PORT", Integer.toString(ports.getFirst().number()));
      environment.put(
          "THERMOCLINE_AUTH_SERVICE_TOKEN_FILE", secrets.token(service.name()).toString());
      parts.add(new ServicePart(service, home.data(service.name()), ports, environment, cache));
    }
    Map<String, Object> file = new LinkedHashMap<>(urls);
    file.put("tokenFile", adminToken.toString());
    file.putAll(servers.platformFile());
    return new PlatformPlan(servers.parts(), servers.elsewhere(), parts, file);
  }
}
