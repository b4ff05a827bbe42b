package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.cache.Canonical;
import dev.thermocline.gateway.enrich.Enrichment;
import dev.thermocline.gateway.enrich.Question;
import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.runtime.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of cached answers: a digest of everything that decides an answer but the feature rows,
 * which are compared instead. Weights, revisions and request ids decide nothing.
 */
final class AnswerKeys {
  private static final int REMEMBERED = 1_000;
  private static final String FORM = "answer 1";

  private final Map<Decided, byte[]> known = new ConcurrentHashMap<>();

  private record Decided(
      String manifestDigest,
      String runtime,
      String remoteUrl,
      String definitionDigest,
      Deployment.MissingPolicy missing) {}

  List<byte[]> of(
      Routes.Route route, @Nullable Enrichment enrichment, Question question, Parts parts) {
    byte[] answer = answerDigest(route, enrichment);
    List<byte[]> keys = new ArrayList<>(parts.count());
    for (int part = 0; part < parts.count(); part++) {
      int[] rows = parts.rowsOf(new int[] {part});
      Canonical canonical = new Canonical().bytes(answer).number(rows.length);
      if (question.hasEntities()) {
        for (int row : rows) {
          canonical.bytes(question.entityBytes(row));
        }
      }
      Batch inputs = question.inputs();
      canonical.number(inputs == null ? 0 : 1);
      if (inputs != null) {
        canonical.batch(parts.byRow() ? inputs.rows(rows) : inputs);
      }
      keys.add(canonical.digest());
    }
    return keys;
  }

  private byte[] answerDigest(Routes.Route route, @Nullable Enrichment enrichment) {
    Deployment deployment = route.deployment();
    Decided decided =
        new Decided(
            route.version().manifestDigest(),
            deployment.runtime(),
            String.valueOf(deployment.remoteUrl()),
            enrichment == null ? "" : enrichment.definition().digest(),
            deployment.missing());
    byte[] found = known.get(decided);
    if (found != null) {
      return found;
    }
    Canonical canonical =
        new Canonical()
            .text(FORM)
            .text(decided.manifestDigest())
            .text(decided.runtime())
            .text(decided.remoteUrl())
            .text(decided.definitionDigest())
            .text(decided.missing().action().name());
    new TreeMap<>(decided.missing().defaults())
        .forEach((name, value) -> canonical.text(name).text(value.getClass().getName() + value));
    byte[] digest = canonical.digest();
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    known.put(decided, digest);
    return digest;
  }
}
