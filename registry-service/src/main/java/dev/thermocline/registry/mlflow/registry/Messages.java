package dev.thermocline.registry.mlflow.registry;

import dev.thermocline.registry.mlflow.MlflowJson;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.RegisteredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** MLflow's messages about registered models, as they go out. */
final class Messages {
  private Messages() {}

  @MlflowJson
  record Tag(String key, String value) {}

  @MlflowJson
  record Alias(String alias, String version) {}

  @MlflowJson
  record Model(
      String name,
      long creationTimestamp,
      long lastUpdatedTimestamp,
      @Nullable String userId,
      @Nullable String description,
      @Nullable List<Version> latestVersions,
      @Nullable List<Tag> tags,
      @Nullable List<Alias> aliases,
      String workspace) {
    static Model of(RegisteredModel model, List<ModelVersion> latest) {
      List<Alias> aliases = new ArrayList<>();
      new TreeMap<>(model.aliases())
          .forEach((alias, number) -> aliases.add(new Alias(alias, number.toString())));
      return new Model(
          model.name(),
          model.createdAt().toEpochMilli(),
          model.updatedAt().toEpochMilli(),
          model.createdBy(),
          model.description(),
          orAbsent(
              latest.stream()
                  .filter(version -> version.modelId().equals(model.id()))
                  .map(Version::of)
                  .toList()),
          tagsOf(model.tags()),
          orAbsent(aliases),
          model.project().name());
    }
  }

  @MlflowJson
  record Version(
      String name,
      String version,
      long creationTimestamp,
      long lastUpdatedTimestamp,
      @Nullable String userId,
      String currentStage,
      @Nullable String description,
      String source,
      @Nullable String runId,
      String status,
      @Nullable String statusMessage,
      @Nullable List<Tag> tags,
      @Nullable String runLink,
      @Nullable List<String> aliases,
      @Nullable String modelId,
      String workspace) {
    static Version of(ModelVersion version) {
      return new Version(
          version.model(),
          Integer.toString(version.number()),
          version.createdAt().toEpochMilli(),
          version.updatedAt().toEpochMilli(),
          version.createdBy(),
          version.stage().word(),
          version.description(),
          version.source(),
          version.runId() == null ? "" : version.runId(),
          version.status().name(),
          statusMessage(version),
          tagsOf(version.tags()),
          version.runLink() == null ? "" : version.runLink(),
          orAbsent(version.aliases()),
          version.loggedModelId(),
          version.project().name());
    }

    private static @Nullable String statusMessage(ModelVersion version) {
      ModelVersion.FreezeProgress progress = version.progress();
      if (version.statusMessage() == null && !version.isReady() && progress.files() > 0) {
        return progress.filesDone() + " of " + progress.files() + " files are frozen";
      }
      return version.statusMessage();
    }
  }

  @MlflowJson
  record ModelAnswer(Model registeredModel) {}

  @MlflowJson
  record ModelsAnswer(@Nullable List<Model> registeredModels, @Nullable String nextPageToken) {}

  @MlflowJson
  record VersionAnswer(Version modelVersion) {}

  @MlflowJson
  record VersionsAnswer(@Nullable List<Version> modelVersions, @Nullable String nextPageToken) {}

  @MlflowJson
  record DownloadAnswer(String artifactUri) {}

  /** Empty lists are left out of every message. */
  static <T> @Nullable List<T> orAbsent(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private static @Nullable List<Tag> tagsOf(Map<String, String> tags) {
    List<Tag> list = new ArrayList<>();
    new TreeMap<>(tags).forEach((key, value) -> list.add(new Tag(key, value)));
    return orAbsent(list);
  }
}
