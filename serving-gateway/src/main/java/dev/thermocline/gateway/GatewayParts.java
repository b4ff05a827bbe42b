package dev.thermocline.gateway;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.route.Registry;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.route.RoutingCopy;
import dev.thermocline.gateway.route.RoutingPoll;
import dev.thermocline.gateway.route.Switchboard;
import dev.thermocline.gateway.route.Versions;
import dev.thermocline.gateway.route.disk.RoutingFile;
import dev.thermocline.gateway.route.http.HttpRegistry;
import dev.thermocline.gateway.route.http.RoutingJson;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFiles;
import dev.thermocline.gateway.runtime.ModelRuntime;
import dev.thermocline.gateway.runtime.ModelShelf;
import dev.thermocline.gateway.runtime.s3.StoredModelFiles;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.KeyFile;
import dev.thermocline.kit.setting.RegistrySettings;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the rooms of the gateway are put together. */
@Configuration(proxyBeanMethods = false)
class GatewayParts {
  @Bean(destroyMethod = "close")
  HttpRegistry registry(RegistrySettings settings, AuthSettings auth) {
    return new HttpRegistry(settings.url(), tokenOf(auth));
  }

  private static Supplier<Optional<String>> tokenOf(AuthSettings auth) {
    Path file = auth.serviceTokenFile();
    if (file == null) {
      return Optional::empty;
    }
    KeyFile key = new KeyFile(file);
    return () -> {
      try {
        return Optional.of(key.read());
      } catch (IOException unreadable) {
        throw new UncheckedIOException("the token of this service cannot be read", unreadable);
      }
    };
  }

  @Bean(destroyMethod = "close")
  S3ObjectStore objectStore(S3Settings settings) {
    return new S3ObjectStore(
        dev.thermocline.cold.s3.S3Settings.of(
            settings.endpoint(),
            settings.publicEndpointOrElseEndpoint(),
            settings.region(),
            settings.accessKey(),
            settings.secretKey().reveal()));
  }

  @Bean
  ModelFiles modelFiles(
      ObjectStore store, S3Settings s3, ServiceSettings service, GatewaySettings gateway) {
    return new StoredModelFiles(
        store,
        s3.buckets().modelArtifacts(),
        service.dataFolder().resolve("gateway").resolve("models"),
        gateway.modelDisk().toBytes());
  }

  @Bean
  RoutingCopy routingCopy(ServiceSettings settings) {
    return new RoutingFile(settings.dataFolder().resolve("gateway"), RoutingJson::table);
  }

  @Bean(destroyMethod = "close")
  ModelShelf modelShelf(
      ModelFiles files,
      ModelDescription.Reader descriptions,
      List<ModelRuntime> runtimes,
      GatewaySettings settings) {
    return new ModelShelf(files, descriptions, runtimes, settings.modelMemory().toBytes());
  }

  @Bean(destroyMethod = "close")
  Switchboard switchboard(ModelShelf shelf) {
    return new Switchboard(shelf);
  }

  @Bean
  Routes routes(Switchboard switchboard, Registry registry, ModelShelf shelf) {
    return new Routes(switchboard, new Versions(registry), shelf);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  RoutingPoll routingPoll(
      Registry registry,
      RoutingCopy copy,
      Switchboard switchboard,
      GatewaySettings settings,
      Clock clock) {
    String id = settings.id();
    return new RoutingPoll(
        registry,
        copy,
        switchboard,
        // The name of a JVM is its process and host, which no two live gateways share.
        id == null ? ManagementFactory.getRuntimeMXBean().getName().replace('@', '-') : id,
        settings.routingPoll(),
        clock);
  }

  @Bean
  Predictor predictor(Routes routes, RoutingPoll routing) {
    return new Predictor(routes, routing);
  }
}
