package dev.thermocline.stack.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Starts several parts side by side: all of them serve, or none is left running. */
public final class Parts {
  private final PartStarter starter;
  private final Consumer<RunningPart> served;

  /**
   * Makes ready to start parts.
   *
   * @param served is told of each part as soon as it serves, from several threads
   */
  public Parts(PartStarter starter, Consumer<RunningPart> served) {
    this.starter = starter;
    this.served = served;
  }

  public List<RunningPart> start(Collection<? extends Part> parts) throws InterruptedException {
    List<RunningPart> running = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RunningPart>> starting =
          parts.stream().map(part -> threads.submit(() -> start(part))).toList();
      for (Future<RunningPart> one : starting) {
        try {
          running.add(one.get());
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }
    }
    if (failures.isEmpty()) {
      return running;
    }
    for (RunningPart part : running) {
      try {
        part.stop();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    throw together(failures);
  }

  private RunningPart start(Part part) throws InterruptedException {
    RunningPart running = starter.start(part);
    served.accept(running);
    return running;
  }

  private static RuntimeException together(List<Throwable> failures) {
    RuntimeException first =
        failures.getFirst() instanceof RuntimeException known
            ? known
            : new IllegalStateException(failures.getFirst());
    failures.stream().skip(1).forEach(first::addSuppressed);
    return first;
  }
}
