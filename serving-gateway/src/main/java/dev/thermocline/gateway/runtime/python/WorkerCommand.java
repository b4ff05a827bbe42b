package dev.thermocline.gateway.runtime.python;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a worker is started. It sees nothing of the gateway's environment, because loading a pickle
 * runs whatever code is in it, and no network where the system can take that away: by a network of
 * its own, and by its giving sockets up, which needs no privilege.
 */
record WorkerCommand(Path interpreter, Path source, Path model, PythonSettings settings) {
  private static final List<String> WITHOUT_NETWORK =
      List.of("unshare", "--user", "--map-root-user", "--net", "--");
  private static final boolean CAN_ISOLATE = canIsolate();
  private static final boolean CAN_GIVE_UP =
      System.getProperty("os.name").equals("Linux")
          && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch"));

  ProcessBuilder worker(Path work, Path socket) {
    List<String> words = new ArrayList<>();
    if (settings.isolateNetwork() && CAN_ISOLATE) {
      words.addAll(WITHOUT_NETWORK);
    }
    words.addAll(
        List.of(
            interpreter.toString(),
            "-m",
            "thermocline_runtime",
            "--with-parent",
            "--model",
            model.toString(),
            "--socket",
            socket.toString(),
            "--threads",
            Integer.toString(settings.threads()),
            "--queue",
            Integer.toString(settings.queue()),
            "--longest",
            Long.toString(settings.longestPrediction().toSeconds()),
            "--memory",
            Long.toString(settings.memory().toBytes())));
    if (settings.isolateNetwork()) {
      words.add("--without-network");
    }
    ProcessBuilder builder = new ProcessBuilder(words).directory(work.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", work.toString());
    environment.put("TMPDIR", work.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("PYTHONPATH", source.toString());
    environment.put("PYTHONNOUSERSITE", "1");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    String threads = Integer.toString(settings.threads());
    for (String library : List.of("OMP", "OPENBLAS", "MKL", "NUMEXPR")) {
      environment.put(library + "_NUM_THREADS", threads);
    }
    return builder;
  }

  boolean hasNetwork() {
    return !settings.isolateNetwork() || !(CAN_ISOLATE || CAN_GIVE_UP);
  }

  private static boolean canIsolate() {
    List<String> words = new ArrayList<>(WITHOUT_NETWORK);
    words.add("true");
    try {
      Process trial =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return trial.waitFor(5, TimeUnit.SECONDS) && trial.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
