package dev.thermocline.stack.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A script of checks. What it prints is passed on; if it counts ({@code N passed, N failed}), its
 * last count is taken, else its exit code is.
 */
record ScriptRun(TestCount count, boolean outOfTime) {
  private static final Pattern COUNT = Pattern.compile("(?:\\w+: )?(\\d+) passed, (\\d+) failed.*");

  static ScriptRun of(
      Path folder, List<String> command, Map<String, String> environment, @Nullable Duration budget)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    Thread watch = new Thread(() -> end(process, budget), "time budget");
    watch.setDaemon(true);
    watch.start();
    @Nullable TestCount counted = null;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
        Matcher count = COUNT.matcher(line.strip());
        if (count.matches()) {
          counted =
              new TestCount(Integer.parseInt(count.group(1)), Integer.parseInt(count.group(2)));
        }
      }
    }
    int code = process.waitFor();
    boolean outOfTime = timedOut(process, code, budget);
    if (counted == null) {
      counted = code == 0 ? new TestCount(1, 0) : new TestCount(0, 1);
    } else if (code != 0 && counted.failed() == 0) {
      counted = counted.plus(new TestCount(0, 1));
    }
    return new ScriptRun(counted, outOfTime);
  }

  private static boolean timedOut(Process process, int code, @Nullable Duration budget) {
    return budget != null && (code == 137 || code == 143) && !process.isAlive();
  }

  /** Past its budget a check is ended together with what it started. */
  private static void end(Process process, @Nullable Duration budget) {
    if (budget == null) {
      return;
    }
    try {
      if (!process.waitFor(budget.toMillis(), TimeUnit.MILLISECONDS)) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          children.forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
