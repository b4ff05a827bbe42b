package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.hot.UnknownSchemaException;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds how a deployment's features feed its model, and reads them. */
public final class Enricher {
  private static final int REMEMBERED = 1_000;

  private final Definitions definitions;
  private final FeatureReader reader;
  private final Map<Pair, Enrichment> known = new ConcurrentHashMap<>();

  /** A definition and the identity of a signature, which loads with its model. */
  private record Pair(String digest, Signature signature) {}

  public Enricher(Definitions definitions, FeatureReader reader) {
    this.definitions = definitions;
    this.reader = reader;
  }

  /** Null for a deployment without a feature service. */
  public @Nullable Enrichment find(Deployment deployment, Signature signature) {
    if (deployment.featureService() == null) {
      return null;
    }
    return compiled(definitions.get(deployment.project(), deployment.featureService()), signature);
  }

  private Enrichment compiled(FeatureDefinition definition, Signature signature) {
    Pair pair = new Pair(definition.digest(), signature);
    Enrichment found = known.get(pair);
    if (found != null) {
      return found;
    }
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    Enrichment compiled = new Enrichment(definition, signature);
    known.put(pair, compiled);
    return compiled;
  }

  /** The rows of every entity of the question, in one round trip; none without entities. */
  public FeatureRows read(
      Deployment deployment,
      @Nullable Enrichment enrichment,
      Question question,
      Deadline deadline) {
    EntityRows entities = question.entities();
    if (enrichment == null || entities == null || deployment.featureService() == null) {
      return FeatureRows.NONE;
    }
    try {
      return reader.read(
          enrichment.definition(),
          entities,
          deployment.lastRowsFor(),
          allDeclared(deployment, enrichment.definition()),
          deadline);
    } catch (UnknownSchemaException newer) {
      // The view has grown and the definition here is the one from before.
      FeatureDefinition fresh =
          definitions.refreshed(deployment.project(), deployment.featureService());
      if (fresh.digest().equals(enrichment.definition().digest())) {
        throw newer;
      }
      throw new DefinitionChanged(newer);
    }
  }

  /** Whether every feature has a value for when there is none. */
  private static boolean allDeclared(Deployment deployment, FeatureDefinition definition) {
    Deployment.MissingPolicy missing = deployment.missing();
    return missing.action() == Deployment.MissingPolicy.Action.DEFAULT
        && definition.features().stream()
            .allMatch(feature -> missing.defaults().containsKey(feature.reference()));
  }

  /** The request must be answered by the definition that holds now: begin again. */
  public static final class DefinitionChanged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DefinitionChanged(Throwable cause) {
      super("the feature service's definition changed during the request", cause);
    }
  }

  /** Refuses entities where nothing would read them. */
  public static ThermoclineException noFeatures(Deployment deployment) {
    return ThermoclineException.invalid(
        "Deployment '%s' joins no features in: give 'inputs' and no 'entities'."
            .formatted(deployment.name()));
  }
}
