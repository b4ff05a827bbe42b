package dev.thermocline.gateway.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;

/** What the cache counts, by deployment. */
public final class CacheMeters {
  private static final String ANSWERS = "thermocline.gateway.cache.answers";
  private static final String FAILURES = "thermocline.gateway.cache.failures";
  private static final String AGE = "thermocline.gateway.cache.age";
  private static final String ASIDE = "thermocline.gateway.cache.aside";

  private final MeterRegistry meters;

  public CacheMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  void watch(DeploymentCache cache, String project, String deployment) {
    Tags tags = Tags.of("project", project, "deployment", deployment);
    answers(tags, CacheState.HIT, cache.hits);
    answers(tags, CacheState.MISS, cache.misses);
    answers(tags, CacheState.STALE, cache.stale);
    answers(tags, CacheState.COALESCED, cache.coalesced);
    answers(tags, CacheState.BYPASS, cache.bypassed);
    FunctionCounter.builder(FAILURES, cache.failures, LongAdder::sum)
        .tags(tags)
        .description("Looks and writes that the cache's Redis did not serve in time.")
        .register(meters);
    FunctionCounter.builder(AGE, cache.ageMillis, millis -> millis.sum() / 1e3)
        .tags(tags)
        .baseUnit("seconds")
        .description("The ages of all hits together; by the hits it is their mean.")
        .register(meters);
    Gauge.builder(ASIDE, cache, of -> of.pays.isAside() ? 1 : 0)
        .tags(tags)
        .description("1 while the cache stands aside because it costs more than it saves.")
        .register(meters);
  }

  private void answers(Tags tags, CacheState state, LongAdder count) {
    FunctionCounter.builder(ANSWERS, count, LongAdder::sum)
        .tags(tags.and("state", state.word()))
        .description("Answers by where they came from.")
        .register(meters);
  }
}
