package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import java.io.IOException;

/** Workers as child processes of the gateway, in environments that it makes. */
record OwnProcesses(Environments environments, RuntimeSource source, PythonSettings settings)
    implements WorkerLauncher {
  @Override
  public Worker launch(ModelVersion version, ModelFolder folder) throws IOException {
    WorkerCommand command =
        new WorkerCommand(
            environments.interpreterFor(folder, version), source.folder(), folder.root(), settings);
    WorkerProcess started = new WorkerProcess(command, settings.threads() + settings.queue());
    boolean ready = false;
    try {
      started.awaitReady(settings.startTimeout());
      ready = true;
      return started;
    } finally {
      if (!ready) {
        started.kill();
        started.close();
      }
    }
  }

  @Override
  public void close() {
    environments.close();
  }
}
