package dev.thermocline.registry.model.web;

import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.testkit.Servers;
import java.util.UUID;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A registry whose models are reached over its routes, and one new model's name. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
abstract class ModelCalls {
  static final Servers SERVERS = Servers.of(ModelCalls.class);

  final RegistryClient client;
  final String model = "m-" + UUID.randomUUID().toString().substring(0, 8);

  ModelCalls(int port) {
    this.client = new RegistryClient(port);
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    SERVERS.settings().forEach((key, value) -> registry.add(key, () -> value));
  }

  Answer createModel() {
    return client.send("POST", "/api/v1/models", "{\"name\":\"" + model + "\"}");
  }

  Answer external() {
    return client.send(
        "POST", "/api/v1/models/" + model + "/versions", "{\"source\":\"s3://elsewhere/m\"}");
  }

  Answer alias(String alias, String version) {
    return client.send(
        "PUT",
        "/api/v1/models/" + model + "/aliases/" + alias,
        "{\"version\":\"" + version + "\",\"reason\":\"because\"}");
  }
}
