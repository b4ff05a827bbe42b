package dev.thermocline.gateway;

import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.gateway.cache.AnswerStore;
import dev.thermocline.gateway.cache.CacheMeters;
import dev.thermocline.gateway.cache.PredictionCache;
import dev.thermocline.gateway.cache.near.NearAnswers;
import dev.thermocline.gateway.enrich.DefinitionSource;
import dev.thermocline.gateway.enrich.Definitions;
import dev.thermocline.gateway.enrich.Enricher;
import dev.thermocline.gateway.enrich.FeatureReader;
import dev.thermocline.gateway.log.LogLines;
import dev.thermocline.gateway.predict.Admission;
import dev.thermocline.gateway.predict.PersonalValues;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.route.Registry;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.route.RoutingCopy;
import dev.thermocline.gateway.route.RoutingPoll;
import dev.thermocline.gateway.route.Switchboard;
import dev.thermocline.gateway.route.Versions;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFiles;
import dev.thermocline.gateway.runtime.ModelRuntime;
import dev.thermocline.gateway.runtime.ModelShelf;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.hot.HotConnection;
import dev.thermocline.hot.HotReader;
import dev.thermocline.kit.setting.RedisSettings;
import dev.thermocline.kit.setting.S3Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the rooms of the gateway are put together. */
@Configuration(proxyBeanMethods = false)
class GatewayParts {
  /** What of the answers that were just read may stay in memory. */
  private static final long NEAR_ANSWERS = 8L << 20;

  @Bean(destroyMethod = "close")
  S3ObjectStore objectStore(S3Settings settings) {
    return store(settings);
  }

  static S3ObjectStore store(S3Settings settings) {
    return new S3ObjectStore(
        dev.thermocline.cold.s3.S3Settings.of(
            settings.endpoint(),
            settings.publicEndpointOrElseEndpoint(),
            settings.region(),
            settings.accessKey(),
            settings.secretKey().reveal()));
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
  Switchboard switchboard(ModelShelf shelf, Definitions definitions) {
    return new Switchboard(shelf, definitions::prepare);
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
  Admission admission(GatewaySettings settings) {
    return new Admission(settings.maxConcurrency(), settings.maxWaiting());
  }

  @Bean
  Predictor predictor(
      Routes routes,
      RoutingPoll routing,
      Enricher enricher,
      PredictionCache cache,
      LogLines log,
      PersonalValues personal,
      Clock clock) {
    return new Predictor(routes, routing, enricher, cache, log, personal, clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Definitions definitions(
      DefinitionSource source, DefinitionSource.Copy copy, DefinitionSource.Reader reader) {
    return new Definitions(source, copy, reader);
  }

  @Bean(destroyMethod = "close")
  HotConnection hotConnection(RedisSettings settings) {
    return new HotConnection(settings.featuresUrl().toString(), Duration.ofSeconds(1));
  }

  @Bean
  Enricher enricher(Definitions definitions, HotConnection connection, Clock clock) {
    return new Enricher(definitions, new FeatureReader(new HotReader(connection), clock));
  }

  @Bean
  PredictionCache predictionCache(
      AnswerStore store, GatewaySettings settings, MeterRegistry meters, Clock clock) {
    AnswerStore near = new NearAnswers(store, NEAR_ANSWERS, System::nanoTime);
    return new PredictionCache(near, settings.cacheBudget(), new CacheMeters(meters), clock);
  }
}
