package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.cache.CacheState;
import dev.thermocline.gateway.cache.Look;
import dev.thermocline.gateway.cache.PredictionCache;
import dev.thermocline.gateway.enrich.Enricher;
import dev.thermocline.gateway.enrich.Enrichment;
import dev.thermocline.gateway.enrich.FeatureDefinition;
import dev.thermocline.gateway.enrich.FeatureRows;
import dev.thermocline.gateway.enrich.Question;
import dev.thermocline.gateway.log.LogLine;
import dev.thermocline.gateway.log.LogLines;
import dev.thermocline.gateway.log.LogTopic;
import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.route.RoutingPoll;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of a prediction, top to bottom: route, features, cache, inputs, runtime, cache, log. */
public final class Predictor {
  private static final int TRIES = 3;

  private final Routes routes;
  private final RoutingPoll routing;
  private final Enricher enricher;
  private final PredictionCache cache;
  private final LogLines log;
  private final LoggedPrediction lines;
  private final Clock clock;
  private final AnswerKeys keys = new AnswerKeys();
  private final Shadows shadows = new Shadows();

  public Predictor(
      Routes routes,
      RoutingPoll routing,
      Enricher enricher,
      PredictionCache cache,
      LogLines log,
      PersonalValues personal,
      Clock clock) {
    this.routes = routes;
    this.routing = routing;
    this.enricher = enricher;
    this.cache = cache;
    this.log = log;
    this.lines = new LoggedPrediction(personal);
    this.clock = clock;
  }

  /**
   * Answers a question.
   *
   * @throws ThermoclineException in every case where there is no answer, saying why
   */
  public Prediction predict(PredictRequest request) {
    for (int i = 0; i < TRIES; i++) {
      try (Routes.Route route =
          routes.take(request.project(), request.deployment(), request.version())) {
        return predict(request, route.choose(stickyKey(request, route.deployment())));
      } catch (Enricher.DefinitionChanged _) {
        // The next try goes by the definition that holds now.
      }
    }
    throw new ThermoclineException(
        ErrorKind.UNAVAILABLE, "The feature service's definition keeps changing; try again.");
  }

  private Prediction predict(PredictRequest request, Routes.Route route) {
    long started = System.nanoTime();
    Deployment deployment = route.deployment();
    Deadline deadline = request.options().deadline();
    LoadedModel model = route.model();
    Enrichment enrichment = enricher.find(deployment, model.signature());
    Question question = question(request, route, enrichment);
    Parts parts = new Parts(question.rows(), deployment.cache().rowsIndependent());

    Look look =
        cache.look(
            deployment,
            parts.count(),
            () -> keys.of(route, enrichment, question, parts),
            request.options().readCache() && model.repeatable(),
            // What may not be given as exact may still be the last resort when the model fails.
            request.options().writeCache()
                && (model.repeatable() || !deployment.cache().allowStaleFor().isZero()),
            deadline);
    FeatureRows features = enricher.read(deployment, enrichment, question, deadline);
    deadline.require("the model was asked");
    Look.Found found =
        look.answer(
            bases(features, parts),
            features.nowMicros(),
            features.rung() == null,
            deadline,
            chosen ->
                parts.run(
                    chosen,
                    inputs(enrichment, question, features, deployment, parts.rowsOf(chosen)),
                    batch -> model.run(batch, deadline)));

    Prediction prediction =
        new Prediction(
            PredictionId.next(),
            deployment,
            route.version(),
            question,
            features,
            parts.join(found.outputs()),
            found.state(),
            found.ageMillis(),
            labels());
    shadows.follow(
        route,
        () -> inputs(enrichment, question, features, deployment, all(question)),
        (shadow, outputs) -> {
          Prediction beside =
              new Prediction(
                  PredictionId.next(),
                  deployment,
                  shadow,
                  question,
                  features,
                  outputs,
                  CacheState.BYPASS,
                  0,
                  List.of());
          logShadow(beside, prediction, enrichment);
        });
    record(prediction, enrichment, (System.nanoTime() - started) / 1000, deadline);
    return prediction;
  }

  private void logShadow(
      Prediction shadow, Prediction prediction, @Nullable Enrichment enrichment) {
    if (isLogged(prediction.deployment().log())) {
      Instant at = clock.instant();
      log.offer(line(shadow, () -> lines.ofShadow(shadow, prediction, features(enrichment), at)));
    }
  }

  private static LogLine line(
      Prediction prediction, Supplier<Map<String, @Nullable Object>> content) {
    return new LogLine(LogTopic.PREDICTIONS, prediction.id(), prediction.heldBytes(), content);
  }

  private static boolean isLogged(Deployment.LogPolicy policy) {
    return policy.sample() >= 1 || ThreadLocalRandom.current().nextDouble() < policy.sample();
  }

  private static List<FeatureDefinition.Feature> features(@Nullable Enrichment enrichment) {
    return enrichment == null ? List.of() : enrichment.definition().features();
  }

  /** Tells the log, which never holds an answer up unless the deployment wants it so. */
  private void record(
      Prediction prediction, @Nullable Enrichment enrichment, long micros, Deadline deadline) {
    Deployment.LogPolicy policy = prediction.deployment().log();
    if (!isLogged(policy)) {
      return;
    }
    Instant at = clock.instant();
    LogLine line = line(prediction, () -> lines.of(prediction, features(enrichment), at, micros));
    if (!policy.required()) {
      log.offer(line);
      return;
    }
    try {
      log.send(line).toCompletableFuture().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw notLogged(prediction, interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      throw notLogged(prediction, failure);
    }
  }

  private static ThermoclineException notLogged(Prediction prediction, Exception failure) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE,
        "Deployment '%s' gives no answer that is not logged, and Kafka does not take it now."
            .formatted(prediction.deployment().name()),
        failure);
  }

  private static Question question(
      PredictRequest request, Routes.Route route, @Nullable Enrichment enrichment) {
    if (enrichment != null) {
      return enrichment.question(request.entities(), request.inputs());
    }
    if (!request.entities().isEmpty()) {
      throw Enricher.noFeatures(route.deployment());
    }
    if (request.inputs() == null) {
      throw ThermoclineException.invalid(
          "Give 'inputs': deployment '%s' needs them.".formatted(route.deployment().name()));
    }
    Batch batch = route.model().signature().enforce(request.inputs());
    if (batch.rows() == 0) {
      throw ThermoclineException.invalid("There are no rows to predict.");
    }
    return new Question(batch.rows(), null, batch);
  }

  private static Batch inputs(
      @Nullable Enrichment enrichment,
      Question question,
      FeatureRows features,
      Deployment deployment,
      int[] rows) {
    if (enrichment != null) {
      return enrichment.batch(question, features, deployment.missing(), rows);
    }
    Batch inputs = question.inputs();
    if (inputs == null) {
      throw new IllegalStateException("a question without entities has inputs");
    }
    return rows.length == question.rows() ? inputs : inputs.rows(rows);
  }

  private static int[] all(Question question) {
    return new Parts(question.rows(), false).rowsOf(new int[] {0});
  }

  private static List<Look.Basis> bases(FeatureRows features, Parts parts) {
    List<Look.Basis> bases = new ArrayList<>(parts.count());
    for (int part = 0; part < parts.count(); part++) {
      bases.add(
          features.isEmpty()
              ? Look.Basis.NOTHING
              : basis(features, parts.rowsOf(new int[] {part})));
    }
    return bases;
  }

  private static Look.Basis basis(FeatureRows features, int[] rows) {
    ByteArrayOutputStream marks = new ByteArrayOutputStream();
    long validUntil = Long.MAX_VALUE;
    for (int row : rows) {
      marks.writeBytes(features.marks(row));
      validUntil = Math.min(validUntil, features.validUntil(row));
    }
    return new Look.Basis(marks.toByteArray(), validUntil);
  }

  private static String stickyKey(PredictRequest request, Deployment deployment) {
    String entity = StickyKey.of(request.entities(), deployment.stickyKey());
    if (entity != null) {
      return entity;
    }
    String given = request.options().stickyKey();
    return given != null ? given : Long.toString(ThreadLocalRandom.current().nextLong());
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>(2);
    routing.routedByCopySince().ifPresent(since -> labels.add("routed-by-copy since " + since));
    return labels;
  }
}
