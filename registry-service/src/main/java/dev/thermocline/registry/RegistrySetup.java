package dev.thermocline.registry;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.s3.S3Setup;
import dev.thermocline.kit.setting.KafkaSettings;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.spring.SettingsCheck;
import dev.thermocline.record.outbox.kafka.EventTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * {@code --setup}: makes the buckets and topics of the whole platform and ends. It needs the object
 * store's keys that may do so and Kafka, and no database; running it again changes nothing. With
 * {@code --policies=FOLDER} it also gives a bucket the policy of {@code FOLDER/<bucket>.json}.
 */
@Configuration(proxyBeanMethods = false)
class RegistrySetup {
  private static final String ARGUMENT = "--setup";
  private static final String POLICIES = "--policies=";
  private static final List<String> TOPICS =
      List.of(
          "thermocline.models",
          "thermocline.deployments",
          "thermocline.datasets",
          "thermocline.features",
          "thermocline.tokens",
          "thermocline.predictions",
          "thermocline.feedback");

  static boolean isAsked(String[] args) {
    return List.of(args).contains(ARGUMENT);
  }

  /** Returns the exit code. */
  static int run(String[] args) {
    SpringApplication settingsOnly = new SpringApplication(RegistrySetup.class);
    settingsOnly.setWebApplicationType(WebApplicationType.NONE);
    settingsOnly.setLogStartupInfo(false);
    settingsOnly.setDefaultProperties(
        Map.of("logging.level.root", "warn", "spring.main.banner-mode", "off"));
    settingsOnly.addInitializers(context ->
        SettingsCheck.require(
            context.getEnvironment(), List.of(S3Settings.class, KafkaSettings.class)));
    try (ConfigurableApplicationContext context = settingsOnly.run(args)) {
      Binder settings = Binder.get(context.getEnvironment());
      buckets(settings.bind("thermocline.s3", S3Settings.class).get(), policies(args));
      topics(settings.bind("thermocline.kafka", KafkaSettings.class).get());
      return 0;
    } catch (ColdStoreException | IllegalStateException e) {
      System.err.println(
          e.getMessage()
              + "\nThe setup needs keys that may make buckets, and Kafka. What it made stays; run it"
              + " again.");
      return 1;
    }
  }

  private static @Nullable Path policies(String[] args) {
    return Stream.of(args)
        .filter(argument -> argument.startsWith(POLICIES))
        .map(argument -> Path.of(argument.substring(POLICIES.length())))
        .findFirst()
        .orElse(null);
  }

  private static void buckets(S3Settings settings, @Nullable Path policies) {
    S3Settings.Buckets names = settings.buckets();
    try (S3Setup store =
        new S3Setup(
            dev.thermocline.cold.s3.S3Settings.of(
                settings.endpoint(),
                settings.publicEndpointOrElseEndpoint(),
                settings.region(),
                settings.accessKey(),
                settings.secretKey().reveal()))) {
      for (String bucket :
          List.of(
              names.mlflowArtifacts(),
              names.modelArtifacts(),
              names.featureStore(),
              names.trainingData(),
              "airflow-logs",
              "backups")) {
        S3Setup.Prepared ready = store.prepare(bucket);
        System.out.println(
            "bucket "
                + bucket
                + (ready.made() ? " made" : " is there")
                + (ready.notOffered().isEmpty()
                    ? ""
                    : "; the store does not offer " + String.join(", ", ready.notOffered())));
        Path policy = policies == null ? null : policies.resolve(bucket + ".json");
        if (policy != null && Files.exists(policy)) {
          store.allow(bucket, readString(policy));
          System.out.println("bucket " + bucket + " has its policy");
        }
      }
    }
  }

  private static String readString(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read the policy " + file, unreadable);
    }
  }

  private static void topics(KafkaSettings settings) {
    List<String> names = TOPICS.stream().map(settings::topic).toList();
    EventTopics.ensure(settings.bootstrapServers(), names);
    names.forEach(name -> System.out.println("topic " + name + " is there"));
  }
}
