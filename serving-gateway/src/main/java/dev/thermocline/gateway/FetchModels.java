package dev.thermocline.gateway;

import dev.thermocline.cold.s3.S3ObjectStore;
import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Registry;
import dev.thermocline.gateway.route.RoutingCopy;
import dev.thermocline.gateway.route.RoutingTable;
import dev.thermocline.gateway.runtime.ModelFiles;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.setting.S3Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * {@code --fetch-models}: brings the files of every version that is deployed into the data folder,
 * each checked against its digest, keeps the routing table beside them, and ends. A gateway that
 * starts on that folder serves at once, whether registry and store answer by then or not.
 */
@EnableAutoConfiguration
@ConfigurationPropertiesScan
@ComponentScan({
  "dev.thermocline.gateway.runtime.s3",
  "dev.thermocline.gateway.route.http",
  "dev.thermocline.gateway.route.disk",
  "dev.thermocline.gateway.setting"
})
class FetchModels {
  private static final Logger log = LoggerFactory.getLogger(FetchModels.class);
  private static final String WORD = "--fetch-models";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  static boolean isAsked(String[] args) {
    return Arrays.asList(args).contains(WORD);
  }

  /** The exit code: 0 when everything that can be fetched at all was. */
  static int run(String[] args) {
    String[] others = Arrays.stream(args).filter(arg -> !arg.equals(WORD)).toArray(String[]::new);
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(FetchModels.class).web(WebApplicationType.NONE).run(others)) {
      Registry.Tagged table = table(context.getBean(Registry.class));
      boolean complete = fetchAll(context.getBean(ModelFiles.class), table.table());
      context.getBean(RoutingCopy.class).keep(table);
      return complete ? 0 : 1;
    } catch (IOException | InterruptedException failure) {
      log.error("models not fetched reason={}", failure.toString());
      return 1;
    }
  }

  @Bean(destroyMethod = "close")
  S3ObjectStore objectStore(S3Settings settings) {
    return GatewayParts.store(settings);
  }

  private static Registry.Tagged table(Registry registry) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return registry
            .routing(null)
            .orElseThrow(() -> new IOException("the registry sent no routing table"));
      } catch (IOException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        log.info("registry not heard yet reason={}", notYet.toString());
        Thread.sleep(BETWEEN_TRIES);
      }
    }
  }

  private static boolean fetchAll(ModelFiles files, RoutingTable table) {
    Map<String, ModelVersion> versions = new LinkedHashMap<>();
    for (Deployment deployment : table.deployments()) {
      if (deployment.runtime().equals("remote")) {
        continue;
      }
      for (Deployment.Arm arm : deployment.arms()) {
        versions.put(arm.version().manifestDigest(), arm.version());
      }
      ModelVersion shadow = deployment.shadow();
      if (shadow != null) {
        versions.put(shadow.manifestDigest(), shadow);
      }
    }
    boolean complete = true;
    for (ModelVersion version : versions.values()) {
      complete &= fetch(files, version);
    }
    return complete;
  }

  private static boolean fetch(ModelFiles files, ModelVersion version) {
    try (ModelFolder folder = files.fetch(version)) {
      log.info("model fetched version={} bytes={}", version, folder.bytes());
      return true;
    } catch (ThermoclineException failure) {
      log.error("model not fetched version={} reason={}", version, failure.getMessage());
      // What is damaged stays damaged: the gateway serves the others and tells about this one.
      return failure.kind() == ErrorKind.DATA_DAMAGED;
    }
  }
}
