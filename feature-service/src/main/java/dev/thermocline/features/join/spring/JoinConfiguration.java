package dev.thermocline.features.join.spring;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.join.DatasetRegistry;
import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.join.JoinPlaces;
import dev.thermocline.features.join.Joins;
import dev.thermocline.features.join.ResultFiles;
import dev.thermocline.features.join.TrainingJoin;
import dev.thermocline.features.join.TrainingSetStore;
import dev.thermocline.features.join.TrainingSets;
import dev.thermocline.features.offline.ArrowConversion;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.SnapshotStore;
import dev.thermocline.features.offline.WorkFolder;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import dev.thermocline.record.job.Jobs;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Joins, whichever engine does them. */
@Configuration(proxyBeanMethods = false)
class JoinConfiguration {
  @Bean
  JoinPlaces joinPlaces(S3Settings s3) {
    return new JoinPlaces(
        s3.buckets().trainingData(),
        List.of(s3.buckets().trainingData(), s3.buckets().featureStore()));
  }

  @Bean
  TrainingJoin trainingJoin(
      Definitions definitions,
      SnapshotStore snapshots,
      OfflineStore offline,
      ObjectStore objects,
      JoinEngine engine,
      ArrowConversion arrow,
      JoinPlaces places,
      TrainingSets sets,
      ServiceSettings settings) {
    return new TrainingJoin(
        definitions,
        snapshots,
        offline,
        objects,
        engine,
        arrow,
        places,
        sets,
        new WorkFolder(settings.dataFolder().resolve("joins")));
  }

  @Bean
  TrainingSets trainingSets(
      TrainingSetStore store,
      DatasetRegistry registry,
      ObjectStore objects,
      JoinPlaces places,
      Clock clock) {
    return new TrainingSets(store, registry, objects, places, clock);
  }

  @Bean
  ResultFiles resultFiles(Joins joins, ArrowConversion arrow, ServiceSettings settings) {
    return new ResultFiles(
        joins, arrow, new WorkFolder(settings.dataFolder().resolve("join-answers")));
  }

  @Bean
  Joins joins(
      Definitions definitions,
      OfflineStore offline,
      ObjectStore objects,
      Jobs jobs,
      TrainingJoin kind,
      JoinPlaces places,
      TrainingSets sets) {
    return new Joins(definitions, offline, objects, jobs, kind, places, sets);
  }
}
