package dev.thermocline.gateway.route;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry as this service sees it. Every call gives up by itself within seconds. */
public interface Registry {
  /**
   * The routing table, unless it is still the one with this tag.
   *
   * @throws IOException when the registry cannot be asked, or answers something else
   */
  Optional<Tagged> routing(@Nullable String knownTag) throws IOException;

  /**
   * A version by number, label or {@code @alias}; empty when there is none.
   *
   * @throws IOException when the registry cannot be asked
   */
  Optional<ModelVersion> version(Project project, String model, String version) throws IOException;

  /** Tells what is served here. */
  void report(Report report) throws IOException;

  /**
   * An answer with its tag.
   *
   * @param text the answer as it came, for keeping
   */
  record Tagged(@Nullable String tag, RoutingTable table, String text) {}

  /** What this process serves. */
  record Report(String gateway, long routingRevision, List<Failure> failures) {}

  /** A deployment that could not be switched; its former revision goes on. */
  record Failure(Deployment.Key deployment, String reason) {}
}
