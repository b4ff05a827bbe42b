package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Deployment.FeatureServiceVersion;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that deployments use, in memory, on disk, and asked for again at intervals and
 * after each event. While the feature service is down the last ones go on.
 */
public final class Definitions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Definitions.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final DefinitionSource source;
  private final DefinitionSource.Copy copy;
  private final DefinitionSource.Reader reader;
  private final Map<Key, Known> known = new ConcurrentHashMap<>();
  private final Semaphore hints = new Semaphore(0);
  private volatile boolean closed;

  private record Key(Project project, FeatureServiceVersion version) {}

  private record Known(String text, FeatureDefinition definition) {}

  public Definitions(
      DefinitionSource source, DefinitionSource.Copy copy, DefinitionSource.Reader reader) {
    this.source = source;
    this.copy = copy;
    this.reader = reader;
  }

  public void start() {
    Thread.ofVirtual().name("definitions").start(this::follow);
  }

  /** Something may have changed: ask now. */
  public void hint() {
    hints.release();
  }

  private void follow() {
    while (!closed) {
      try {
        // A hint is only a reason not to wait any longer.
        boolean _ = hints.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        hints.drainPermits();
      } catch (InterruptedException _) {
        return;
      }
      for (Key key : known.keySet()) {
        try {
          refresh(key);
        } catch (IOException | RuntimeException failure) {
          log.debug("definition not refreshed reason={}", failure.toString());
        }
      }
    }
  }

  /** Called before a deployment takes traffic, so that its first request need not wait. */
  public void prepare(Deployment deployment) {
    if (deployment.featureService() != null) {
      FeatureDefinition _ = get(deployment.project(), deployment.featureService());
    }
  }

  FeatureDefinition get(Project project, FeatureServiceVersion version) {
    Key key = new Key(project, version);
    Known found = known.get(key);
    return found != null ? found.definition() : load(key);
  }

  private FeatureDefinition load(Key key) {
    try {
      return refresh(key);
    } catch (IOException unreachable) {
      Optional<String> kept = copy.find(key.project(), key.version());
      if (kept.isPresent()) {
        return remember(key, kept.get());
      }
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The definition of feature service '%s' version %d is not known here, and the feature service cannot be asked."
              .formatted(key.version().name(), key.version().version()),
          unreachable);
    }
  }

  /** Asks at once, because a row says that there is something newer. */
  FeatureDefinition refreshed(Project project, FeatureServiceVersion version) {
    try {
      return refresh(new Key(project, version));
    } catch (IOException _) {
      return get(project, version);
    }
  }

  private FeatureDefinition refresh(Key key) throws IOException {
    String text =
        source
            .fetch(key.project(), key.version())
            .orElseThrow(() ->
                new ThermoclineException(
                    ErrorKind.UNAVAILABLE,
                    "The feature service has no '%s' version %d."
                        .formatted(key.version().name(), key.version().version())));
    Known before = known.get(key);
    if (before != null && before.text().equals(text)) {
      return before.definition();
    }
    FeatureDefinition definition = remember(key, text);
    copy.keep(key.project(), key.version(), text);
    return definition;
  }

  private FeatureDefinition remember(Key key, String text) {
    FeatureDefinition definition = reader.read(key.project(), text);
    @Nullable Known _ = known.put(key, new Known(text, definition));
    return definition;
  }

  @Override
  public void close() {
    closed = true;
    hints.release();
  }
}
