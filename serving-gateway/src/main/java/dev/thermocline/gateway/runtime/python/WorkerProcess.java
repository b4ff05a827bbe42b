package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a worker that is a child of the gateway. */
final class WorkerProcess implements Worker {
  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final int TAIL = 8 << 10;

  private final Path work;
  private final Process process;
  private final CompletableFuture<Process> ended;
  private final OutputStream lifeline;
  private final Connections connections;
  private final StringBuilder tail = new StringBuilder();
  private final Thread listener;
  private final boolean network;

  WorkerProcess(WorkerCommand command, int mostConnections) throws IOException {
    work = WorkFolder.create();
    Path socket = work.resolve("worker.sock");
    network = command.hasNetwork();
    process = command.worker(work, socket).start();
    ended = process.onExit();
    lifeline = process.getOutputStream();
    connections = new Connections(UnixDomainSocketAddress.of(socket), mostConnections);
    listener = Thread.ofVirtual().name("python-log-" + process.pid()).start(this::listen);
  }

  /** Waits for the worker's first word; anything but its being ready is an exception saying why. */
  void awaitReady(Duration patience) throws IOException {
    CompletableFuture<String> first = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (BufferedReader words = process.inputReader(StandardCharsets.UTF_8)) {
            first.complete(String.valueOf(words.readLine()));
          } catch (IOException gone) {
            first.complete("null");
          }
        });
    String word;
    try {
      word = first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooLong) {
      throw new IOException("it was not ready within " + patience.toSeconds() + " s");
    } catch (ExecutionException impossible) {
      throw new IOException(impossible);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("its start was stopped");
    }
    if (word.startsWith("failed ")) {
      throw new IOException(word.substring("failed ".length()));
    }
    if (!word.equals("ready")) {
      throw new IOException("its process ended while loading; it last said: " + lastWords());
    }
  }

  @Override
  public WorkerAnswer ask(WorkerQuestion question, Deadline deadline) throws IOException {
    return connections.ask(question, deadline);
  }

  @Override
  public CompletableFuture<?> ended() {
    return ended;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean hasNetwork() {
    return network;
  }

  @Override
  public String end() {
    return "its process ended with " + process.exitValue() + "; it last said: " + lastWords();
  }

  @Override
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    connections.close();
    process.destroy();
    try {
      if (!process.waitFor(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
      lifeline.close();
      listener.join(Duration.ofSeconds(1));
      WorkFolder.remove(work);
    } catch (InterruptedException stop) {
      kill();
      Thread.currentThread().interrupt();
    } catch (IOException left) {
      log.atDebug().addKeyValue("folder", work).setCause(left).log("A work folder stays.");
    }
  }

  /** Reads whatever the model prints, so that it never waits for us, and keeps the end of it. */
  private void listen() {
    byte[] chunk = new byte[TAIL];
    try (InputStream in = process.getErrorStream()) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        String text = new String(chunk, 0, n, StandardCharsets.UTF_8);
        log.debug("python {}: {}", process.pid(), text);
        synchronized (tail) {
          tail.append(text);
          tail.delete(0, Math.max(0, tail.length() - TAIL));
        }
      }
    } catch (IOException ended) {
      log.debug("python {} closed its log", process.pid());
    }
  }

  private String lastWords() {
    synchronized (tail) {
      return tail.substring(Math.max(0, tail.length() - 500)).strip();
    }
  }
}
