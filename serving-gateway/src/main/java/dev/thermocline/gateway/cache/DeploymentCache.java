package dev.thermocline.gateway.cache;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the cache knows of one deployment: counters, and whether it pays. */
final class DeploymentCache {
  final String space;
  final Pays pays = new Pays(System::nanoTime);
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder coalesced = new LongAdder();
  final LongAdder bypassed = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder ageMillis = new LongAdder();

  DeploymentCache(String space) {
    this.space = space;
  }

  void count(CacheState state) {
    switch (state) {
      case HIT -> hits.increment();
      case MISS -> misses.increment();
      case STALE -> stale.increment();
      case COALESCED -> coalesced.increment();
      case BYPASS -> bypassed.increment();
    }
  }

  Map<String, Object> counters() {
    Map<String, Object> counters = new TreeMap<>();
    counters.put("hits", hits.sum());
    counters.put("misses", misses.sum());
    counters.put("coalesced", coalesced.sum());
    counters.put("bypassed", bypassed.sum());
    counters.put("stale", stale.sum());
    counters.put("failures", failures.sum());
    long served = hits.sum();
    counters.put("meanAgeMillis", served == 0 ? 0 : ageMillis.sum() / served);
    return counters;
  }
}
