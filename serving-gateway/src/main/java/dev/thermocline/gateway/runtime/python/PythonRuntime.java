package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelRuntime;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Runs any model with a Python function, each version in processes of its own. */
@Component
@EnableConfigurationProperties(PythonSettings.class)
final class PythonRuntime implements ModelRuntime, AutoCloseable {
  private static final String FLAVOR = "python_function";

  private final PythonSettings settings;
  private final WorkerLauncher launcher;

  PythonRuntime(PythonSettings settings, ServiceSettings service, GatewaySettings gateway)
      throws IOException {
    this.settings = settings;
    Path supervisor = settings.supervisor();
    if (supervisor != null) {
      Path models = gateway.modelFolderOr(service.dataFolder());
      this.launcher = new SupervisedProcesses(supervisor.toAbsolutePath(), models, settings);
    } else {
      Path folder = service.dataFolder().toAbsolutePath().resolve("gateway").resolve("python");
      Environments environments = new Environments(folder.resolve("environments"), settings);
      RuntimeSource source = new RuntimeSource(folder.resolve("source"));
      this.launcher = new OwnProcesses(environments, source, settings);
      WorkFolder.removeAbandoned();
    }
  }

  @Override
  public String name() {
    return "python";
  }

  @Override
  public int preference() {
    return 2;
  }

  @Override
  public boolean canRun(@Nullable ModelDescription description) {
    return description != null && description.flavors().contains(FLAVOR);
  }

  @Override
  public LoadedModel load(Request request) {
    ModelFolder folder = Objects.requireNonNull(request.folder());
    ModelDescription description = Objects.requireNonNull(request.description());
    Workers workers =
        new Workers(() -> new Supervisor(request.version(), folder, launcher, settings), settings);
    return new PythonModel(description, workers);
  }

  @Override
  public void close() {
    launcher.close();
  }
}
