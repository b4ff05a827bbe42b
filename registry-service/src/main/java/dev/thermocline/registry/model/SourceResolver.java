package dev.thermocline.registry.model;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import dev.thermocline.kit.project.Project;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * From the source that a caller names to the folder whose files are frozen. Ids that contradict the
 * source are refused as MLflow's server refuses them: a version must not borrow files of a run that
 * it does not name.
 */
@Component
class SourceResolver {
  private static final Pattern RUN = Pattern.compile("runs:/+([^/]+)(?:/(.*))?");

  /** A registered model may be called m-something, too: it is told apart by what follows. */
  private static final Pattern LOGGED =
      Pattern.compile("models:/+(m-[0-9a-f]{32}(?=/|$)|m-[0-9a-zA-Z_-]+(?=/?$))(?:/(.*))?");

  private static final Pattern VERSION = Pattern.compile("models:/+([^/@]+)(?:/|(?=@))([^/]+)/?");
  private static final Pattern ARTIFACT =
      Pattern.compile("mlflow-artifacts:(?://[^/]*)?/+(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
  private static final Set<String> FOREIGN =
      Set.of("s3", "s3a", "s3n", "gs", "gcs", "dbfs", "abfs", "abfss", "wasb", "wasbs", "r2", "b2");
  private static final int LONGEST_SOURCE = 8_000;

  private final SourceCatalog catalog;
  private final VersionStore versions;
  private final ModelStore models;

  SourceResolver(SourceCatalog catalog, VersionStore versions, ModelStore models) {
    this.catalog = catalog;
    this.versions = versions;
    this.models = models;
  }

  /**
   * What a source turned out to be.
   *
   * @param source as it is recorded
   * @param folder absent for sources that are not ours
   */
  record Resolved(
      String source,
      @Nullable SourceFolder folder,
      @Nullable String runId,
      @Nullable String loggedModelId) {}

  /**
   * From a source to what it names.
   *
   * @param ofPrompt whether the version is one of a prompt, whose sources name no files; asked only
   *     where it makes a difference
   */
  Resolved resolve(
      Project project,
      @Nullable String source,
      @Nullable String runId,
      @Nullable String loggedModelId,
      BooleanSupplier ofPrompt) {
    if (source == null || source.isBlank()) {
      throw invalid("Missing value for required parameter 'source'.");
    }
    if (source.length() > LONGEST_SOURCE) {
      throw invalid("A source has at most 8000 characters; this one has " + source.length() + ".");
    }
    Names.text("source", source);
    if ((isForeign(source) && isPlain(source)) || ofPrompt.getAsBoolean()) {
      return new Resolved(source, null, runId, loggedModelId);
    }
    checkPath(source);
    Matcher run = RUN.matcher(source);
    if (run.matches()) {
      return fromRun(project, source, run.group(1), run.group(2), runId, loggedModelId);
    }
    Matcher logged = LOGGED.matcher(source);
    if (logged.matches()) {
      return fromLoggedModel(
          project, source, logged.group(1), logged.group(2), runId, loggedModelId);
    }
    Matcher version = VERSION.matcher(source);
    if (version.matches()) {
      return fromVersion(project, source, version.group(1), version.group(2), runId, loggedModelId);
    }
    Matcher artifact = ARTIFACT.matcher(source);
    if (artifact.matches()) {
      return fromArtifacts(project, source, artifact.group(1), runId, loggedModelId);
    }
    throw invalid(
        "Invalid model version source: '"
            + Names.printable(source)
            + "'. Name the artifacts of a run (runs:/<run id>/<path>), a logged model"
            + " (models:/m-<id>), a version (models:/<name>/<version>), or an object store's URI"
            + " such as s3://bucket/path. Local paths of a server are never read.");
  }

  private Resolved fromRun(
      Project project,
      String source,
      String id,
      @Nullable String path,
      @Nullable String runId,
      @Nullable String loggedModelId) {
    if (!id.equals(runId) || loggedModelId != null) {
      throw belongsElsewhere(source, loggedModelId == null ? "run_id" : "model_id");
    }
    SourceCatalog.Owner owner =
        catalog.run(project, id).orElseThrow(() -> belongsElsewhere(source, "run_id"));
    return new Resolved(source, folder(below(owner.artifactUri(), path)), id, null);
  }

  private Resolved fromLoggedModel(
      Project project,
      String source,
      String id,
      @Nullable String path,
      @Nullable String runId,
      @Nullable String loggedModelId) {
    if (!id.equals(loggedModelId)) {
      throw belongsElsewhere(source, "model_id");
    }
    SourceCatalog.Owner owner =
        catalog.loggedModel(project, id).orElseThrow(() -> belongsElsewhere(source, "model_id"));
    String maker = runId == null || runId.isEmpty() ? owner.runId() : runId;
    return new Resolved(source, folder(below(owner.artifactUri(), path)), maker, id);
  }

  private Resolved fromVersion(
      Project project,
      String source,
      String name,
      String ref,
      @Nullable String runId,
      @Nullable String loggedModelId) {
    RegisteredModel model =
        models.find(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
    if (model.isPrompt()) {
      throw invalid(
          "Invalid model version source: '"
              + Names.printable(source)
              + "'. Prompt versions cannot be used as model version sources.");
    }
    ModelVersion from =
        versionOf(project, model, ref)
            .orElseThrow(() -> ModelVersions.notFound(name, VersionRef.parse(ref)));
    if (differs(runId, from.runId()) || differs(loggedModelId, from.loggedModelId())) {
      throw invalid(
          "Invalid model version source: '"
              + Names.printable(source)
              + "'. The run_id and model_id request parameters must match the referenced model"
              + " version.");
    }
    if (!from.isReady()) {
      throw invalid(
          "The version "
              + from.display()
              + " is "
              + from.status()
              + ", so it cannot be copied. Wait until it is READY.");
    }
    SourceFolder folder =
        from.frozen() == null
            ? null
            : new SourceFolder(SourceFolder.Area.FROZEN, from.frozen().prefix());
    String recorded = "models:/" + name + "/" + from.number();
    return new Resolved(recorded, folder, from.runId(), from.loggedModelId());
  }

  private Optional<ModelVersion> versionOf(Project project, RegisteredModel model, String ref) {
    if (ref.equalsIgnoreCase("latest")) {
      return versions.latestPerStage(project, List.of(model.id())).stream()
          .max((a, b) -> Integer.compare(a.number(), b.number()));
    }
    return versions.find(project, model.name(), VersionRef.parse(ref));
  }

  private Resolved fromArtifacts(
      Project project,
      String source,
      String path,
      @Nullable String runId,
      @Nullable String loggedModelId) {
    String maker = runId;
    Optional<SourceCatalog.Owner> owner;
    if (loggedModelId != null) {
      owner = catalog.loggedModel(project, loggedModelId);
      maker = runId == null ? owner.map(SourceCatalog.Owner::runId).orElse(null) : runId;
    } else {
      owner = runId == null ? Optional.empty() : catalog.run(project, runId);
    }
    String root = owner.map(o -> keyOf(o.artifactUri())).orElse(null);
    String key = path.replaceAll("/+$", "");
    if (root == null || !(key.equals(root) || key.startsWith(root + "/"))) {
      throw belongsElsewhere(source, loggedModelId == null ? "run_id" : "model_id");
    }
    return new Resolved(source, folder("mlflow-artifacts:/" + key), maker, loggedModelId);
  }

  private static boolean isForeign(String source) {
    Matcher scheme = SCHEME.matcher(source);
    return scheme.matches() && FOREIGN.contains(scheme.group(1).toLowerCase(Locale.ROOT));
  }

  private static @Nullable SourceFolder folder(String uri) {
    String key = keyOf(uri);
    return key == null ? null : new SourceFolder(SourceFolder.Area.RUN_ARTIFACTS, key);
  }

  private static @Nullable String keyOf(String uri) {
    Matcher artifact = ARTIFACT.matcher(uri);
    return artifact.matches() ? artifact.group(1).replaceAll("/+$", "") : null;
  }

  private static String below(String uri, @Nullable String path) {
    String trimmed = path == null ? "" : path.replaceAll("^/+|/+$", "");
    return trimmed.isEmpty() ? uri : uri.replaceAll("/+$", "") + "/" + trimmed;
  }

  private static boolean differs(@Nullable String given, @Nullable String recorded) {
    return given != null && !given.isEmpty() && !given.equals(recorded == null ? "" : recorded);
  }

  private static void checkPath(String source) {
    if (!isPlain(source)) {
      throw invalid(
          "Invalid model version source: '"
              + Names.printable(source)
              + "'. An absolute path without relative references must be provided.");
    }
  }

  private static boolean isPlain(String source) {
    String plain = source;
    for (int i = 0; i < 5; i++) {
      if (plain.indexOf('\0') >= 0
          || plain.indexOf('\\') >= 0
          || Stream.of(plain.split("/", -1)).anyMatch(p -> p.equals("..") || p.equals("."))) {
        return false;
      }
      String decoded = decode(plain);
      if (decoded.equals(plain)) {
        return true;
      }
      plain = decoded;
    }
    return false;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static RuntimeException belongsElsewhere(String source, String parameter) {
    return invalid(
        "Invalid model version source: '"
            + Names.printable(source)
            + "'. The "
            + parameter
            + " request parameter must identify the resource that contains the source.");
  }
}
