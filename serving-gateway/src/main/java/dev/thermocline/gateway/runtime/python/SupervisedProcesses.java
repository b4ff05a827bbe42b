package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Workers that a supervisor starts, in a container of its own: it and the gateway share a folder of
 * models and one of sockets, and nothing else.
 *
 * @param socket the supervisor's; those of its workers lie beside it
 * @param models the folder of models, which the supervisor may know under another path
 */
record SupervisedProcesses(Path socket, Path models, PythonSettings settings)
    implements WorkerLauncher {
  @Override
  public Worker launch(ModelVersion version, ModelFolder folder) throws IOException {
    ObjectNode wish = JsonMapper.shared().createObjectNode();
    wish.putObject("parameters")
        .put("folder", inside(folder.root()))
        .put("threads", settings.threads())
        .put("queue", settings.queue())
        .put("longest_seconds", Math.max(1, settings.longestPrediction().toSeconds()))
        .put("memory_bytes", settings.memory().toBytes())
        .put("start_seconds", Math.max(1, settings.startTimeout().toSeconds()))
        .put("build_seconds", Math.max(1, settings.buildTimeout().toSeconds()))
        .put("network", !settings.isolateNetwork());
    return SupervisedWorker.load(
        new SupervisorCalls(socket, name(version)),
        wish,
        settings.buildTimeout().plus(settings.startTimeout()),
        settings.threads() + settings.queue());
  }

  private String inside(Path folder) throws IOException {
    Path root = models.toAbsolutePath().normalize();
    Path model = folder.toAbsolutePath().normalize();
    if (!model.startsWith(root)) {
      throw new IOException(
          "%s is not in %s, which is what the supervisor sees".formatted(model, root));
    }
    return root.relativize(model).toString();
  }

  /** Another one for each run, so that one that ends and its successor are never mixed up. */
  private static String name(ModelVersion version) {
    String readable =
        "v%s-%s".formatted(version.version(), version.model()).replaceAll("[^A-Za-z0-9._-]", "-");
    return "%s-%s-%s"
        .formatted(
            readable.substring(0, Math.min(64, readable.length())),
            version.manifestDigest().substring(0, 12),
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
  }
}
