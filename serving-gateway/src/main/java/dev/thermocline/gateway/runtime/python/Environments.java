package dev.thermocline.gateway.runtime.python;

import dev.thermocline.cold.Sha256;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Python environments, one for each distinct requirements.txt, made once and kept. Several gateways
 * may share the folder; one killed while making an environment leaves it without its mark, so that
 * the next one makes it anew.
 */
final class Environments implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Environments.class);
  private static final String REQUIREMENTS = "requirements.txt";
  private static final String MARK = "ready";
  private static final long REMEMBER_FAILURE = Duration.ofMinutes(1).toNanos();

  private static final Pattern NEEDED_TO_INSTALL =
      Pattern.compile(
          "PATH|HOME|LANG|TMPDIR|PIP_.*|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|.*_PROXY",
          Pattern.CASE_INSENSITIVE);

  private final Path folder;
  private final PythonSettings settings;
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private final Map<String, Object> turns = new ConcurrentHashMap<>();
  private final Set<Process> making = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Environments(Path folder, PythonSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  private record Failure(String why, long at) {}

  /** The interpreter that has what the model needs, made first where that is not done yet. */
  Path interpreterFor(ModelFolder model, ModelVersion version) {
    Path named = settings.interpreter();
    if (named != null) {
      return named;
    }
    try {
      if (!model.files().contains(REQUIREMENTS)) {
        throw new IOException(
            "it has no requirements.txt; name an interpreter in thermocline.python.interpreter");
      }
      Path requirements = model.root().resolve(REQUIREMENTS);
      String text = settings.base() + "\n" + Files.readString(requirements);
      String digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
      synchronized (turns.computeIfAbsent(digest, _ -> new Object())) {
        return made(digest, requirements);
      }
    } catch (IOException failed) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "%s has no Python environment: %s.".formatted(version, failed.getMessage()),
          failed);
    }
  }

  private Path made(String digest, Path requirements) throws IOException {
    Path environment = folder.resolve(digest);
    Path interpreter = environment.resolve("bin").resolve("python");
    if (Files.exists(environment.resolve(MARK))) {
      return interpreter;
    }
    Failure before = failures.get(digest);
    if (before != null && System.nanoTime() - before.at() < REMEMBER_FAILURE) {
      throw new IOException(before.why());
    }
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(digest + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (!Files.exists(environment.resolve(MARK))) {
        make(environment, interpreter, requirements);
      }
      return interpreter;
    } catch (IOException failed) {
      failures.put(digest, new Failure(String.valueOf(failed.getMessage()), System.nanoTime()));
      throw failed;
    }
  }

  private void make(Path environment, Path interpreter, Path requirements) throws IOException {
    log.atInfo()
        .addKeyValue("environment", environment)
        .log("Making a Python environment; that takes minutes the first time.");
    long began = System.nanoTime();
    if (Files.exists(environment)) {
      WorkFolder.remove(environment);
    }
    Files.createDirectories(environment);
    Path report = environment.resolve("build.log");
    run(report, settings.base(), "-m", "venv", environment.toString());
    run(
        report,
        interpreter.toString(),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "-r",
        requirements.toString());
    Files.createFile(environment.resolve(MARK));
    log.atInfo()
        .addKeyValue("environment", environment)
        .addKeyValue("seconds", Duration.ofNanos(System.nanoTime() - began).toSeconds())
        .log("A Python environment is ready.");
  }

  private void run(Path report, String... words) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(report.toFile()));
    // A package may run code of its own while it is installed, so it sees no secret either.
    builder.environment().keySet().removeIf(name -> !NEEDED_TO_INSTALL.matcher(name).matches());
    Process process = builder.start();
    making.add(process);
    try {
      if (closed) {
        throw new IOException("making it was stopped");
      }
      if (!process.waitFor(settings.buildTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("making it took longer than " + settings.buildTimeout());
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("making it was stopped", stop);
    } finally {
      end(process);
      making.remove(process);
    }
    if (process.exitValue() != 0) {
      throw new IOException(lastError(report) + " (the whole report is " + report + ")");
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What is being made is given up: nothing of it goes on without this process. */
  @Override
  public void close() {
    closed = true;
    making.forEach(Environments::end);
  }

  private static String lastError(Path report) throws IOException {
    List<String> lines = Files.readAllLines(report);
    return lines.reversed().stream()
        .filter(line -> line.startsWith("ERROR"))
        .findFirst()
        .orElse(lines.isEmpty() ? "it could not be made" : lines.getLast());
  }
}
