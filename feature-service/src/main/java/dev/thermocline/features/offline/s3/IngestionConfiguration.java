package dev.thermocline.features.offline.s3;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.IngestionJob;
import dev.thermocline.features.offline.Ingestions;
import dev.thermocline.features.offline.Leftovers;
import dev.thermocline.features.offline.OrphanSweep;
import dev.thermocline.features.offline.WorkFolder;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import dev.thermocline.record.job.Jobs;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes in from object storage, and what is left there. */
@Configuration(proxyBeanMethods = false)
class IngestionConfiguration {
  @Bean
  Ingestion.Places places(S3Settings s3) {
    return new Ingestion.Places(
        s3.buckets().featureStore(),
        s3.buckets().trainingData(),
        List.of(s3.buckets().featureStore(), s3.buckets().trainingData()));
  }

  @Bean
  IngestionJob ingestionJob(Ingestion ingestion, ObjectStore objects, ServiceSettings service) {
    return new IngestionJob(
        ingestion, objects, new WorkFolder(service.dataFolder().resolve("ingestions")));
  }

  @Bean
  Ingestions ingestions(
      Definitions definitions,
      ObjectStore objects,
      Jobs jobs,
      IngestionJob job,
      Ingestion.Places places) {
    return new Ingestions(definitions, objects, jobs, job, places);
  }

  @Bean
  OrphanSweep orphanSweep(ObjectStore objects, List<Leftovers> sorts, Clock clock) {
    return new OrphanSweep(objects, sorts, clock);
  }
}
