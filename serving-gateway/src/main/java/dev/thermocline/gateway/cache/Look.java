package dev.thermocline.gateway.cache;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One request's way through the cache: look, compare, join or run, keep. */
public final class Look {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int TIMES = 3;

  private final PredictionCache cache;
  private final DeploymentCache of;
  private final Deployment.CachePolicy policy;
  private final List<byte[]> keys;
  private final boolean mayRead;
  private final boolean mayWrite;
  private @Nullable CompletionStage<AnswerStore.Read> reading;
  private final @Nullable Deadline deadline;
  private byte @Nullable [] generation;
  private long askedNanos;
  private volatile long lookedFor;
  private final @Nullable Entry[] found;

  Look(
      PredictionCache cache,
      DeploymentCache of,
      Deployment.CachePolicy policy,
      List<byte[]> keys,
      boolean mayRead,
      boolean mayWrite,
      boolean asks,
      @Nullable Deadline deadline) {
    this.cache = cache;
    this.of = of;
    this.policy = policy;
    this.keys = keys;
    this.mayRead = mayRead;
    this.mayWrite = mayWrite;
    this.deadline = deadline;
    this.found = new @Nullable Entry[keys.size()];
    this.reading = asks ? read() : null;
  }

  private CompletionStage<AnswerStore.Read> read() {
    askedNanos = System.nanoTime();
    return cache.read(of.space, keys).thenApply(this::arrived);
  }

  static Look none(
      PredictionCache cache, DeploymentCache of, Deployment.CachePolicy policy, int parts) {
    return new Look(
        cache, of, policy, Collections.nCopies(parts, new byte[0]), false, false, false, null);
  }

  /**
   * What an answer for one part depends on.
   *
   * @param marks of the rows that this request has read, and which were too old
   * @param validUntilMicros when the first of them will be
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Basis(byte[] marks, long validUntilMicros) {
    public static final Basis NOTHING = new Basis(new byte[0], NEVER);
  }

  /**
   * The answers of all parts.
   *
   * @param outputs for each part
   * @param ageMillis of the oldest
   */
  public record Found(List<List<Tensor>> outputs, CacheState state, long ageMillis) {}

  /**
   * Answers every part: from the cache where that is exact, else from the model, once for equal
   * questions at the same time.
   *
   * @param bases for each part; its rows were read after the request came
   * @param mayKeep whether what the model says may be kept and shared
   */
  public Found answer(
      List<Basis> bases,
      long nowMicros,
      boolean mayKeep,
      Deadline until,
      PredictionCache.Model model) {
    if (!mayRead && !mayWrite) {
      return new Found(timed(model, all()), CacheState.BYPASS, 0);
    }
    List<@Nullable List<Tensor>> outputs = new ArrayList<>();
    boolean all = collect(bases, nowMicros, outputs);
    for (int i = 1; !all && hasComeLongAgo() && i < TIMES; i++) {
      reading = read();
      all = collect(bases, nowMicros, outputs);
    }
    long oldest = oldest(outputs);
    if (all) {
      weigh(true);
      of.hits.increment();
      of.ageMillis.add(oldest);
      return new Found(complete(outputs), CacheState.HIT, oldest);
    }
    try {
      boolean joined = fly(missing(outputs), bases, outputs, mayKeep, until, model);
      CacheState state =
          joined ? CacheState.COALESCED : reading == null ? CacheState.BYPASS : CacheState.MISS;
      of.count(state);
      weigh(joined);
      return new Found(complete(outputs), state, oldest);
    } catch (ThermoclineException failure) {
      weigh(false);
      return superseded(failure, outputs);
    }
  }

  /** Takes what is exact of what the store has said by now. Whether that is all. */
  private boolean collect(List<Basis> bases, long nowMicros, List<@Nullable List<Tensor>> outputs) {
    if (reading != null) {
      collect(reading);
    }
    outputs.clear();
    boolean all = true;
    for (int i = 0; i < keys.size(); i++) {
      Entry entry = found[i];
      boolean exact =
          mayRead
              && entry != null
              && age(entry) < policy.ttl().toMillis()
              && entry.isExactFor(bases.get(i).marks(), nowMicros);
      outputs.add(entry != null && exact ? entry.outputs() : null);
      all &= exact;
    }
    return all;
  }

  /** Whether a call may have landed, been kept and been let go since the store was asked. */
  private boolean hasComeLongAgo() {
    return mayRead
        && reading != null
        && reading.toCompletableFuture().state() == Future.State.SUCCESS
        && System.nanoTime() - askedNanos > Flights.LINGERING.toNanos() / 2;
  }

  private long oldest(List<@Nullable List<Tensor>> outputs) {
    long oldest = 0;
    for (int i = 0; i < found.length; i++) {
      Entry entry = found[i];
      if (entry != null && outputs.get(i) != null) {
        oldest = Math.max(oldest, age(entry));
      }
    }
    return oldest;
  }

  private static int[] missing(List<@Nullable List<Tensor>> outputs) {
    return IntStream.range(0, outputs.size()).filter(i -> outputs.get(i) == null).toArray();
  }

  /** A joined call of the model is one saved, like a hit. */
  private void weigh(boolean saved) {
    if (reading != null && lookedFor > 0) {
      of.pays.looked(saved, lookedFor);
    }
  }

  private long age(Entry entry) {
    return Math.max(0, cache.nowMillis() - entry.madeAtMillis());
  }

  private int[] all() {
    int[] all = new int[keys.size()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static List<List<Tensor>> complete(List<@Nullable List<Tensor>> outputs) {
    List<List<Tensor>> complete = new ArrayList<>(outputs.size());
    for (List<Tensor> output : outputs) {
      if (output == null) {
        throw new IllegalStateException("a part of the request has no answer");
      }
      complete.add(output);
    }
    return complete;
  }

  private AnswerStore.Read arrived(AnswerStore.Read read) {
    lookedFor = System.nanoTime() - askedNanos;
    return read;
  }

  /** Takes what the store has said by now, and waits a little longer if it has not. */
  private void collect(CompletionStage<AnswerStore.Read> stage) {
    try {
      Duration patience = deadline == null ? Duration.ZERO : cache.budget(deadline);
      AnswerStore.Read read =
          stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      generation = read.generation() != null ? read.generation() : cache.generation(of.space);
      for (int i = 0; i < found.length; i++) {
        byte[] entry = read.entries().get(i);
        found[i] = entry == null ? null : Entry.read(entry, generation);
      }
      cache.health().succeeded();
    } catch (ExecutionException | TimeoutException failure) {
      of.failures.increment();
      cache.health().failed();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<List<Tensor>> timed(PredictionCache.Model model, int[] parts) {
    long start = System.nanoTime();
    List<List<Tensor>> answers = model.run(parts);
    of.pays.ran((System.nanoTime() - start) / parts.length);
    return answers;
  }

  /** Runs what nobody is running, then waits for what others run. Whether all was others'. */
  private boolean fly(
      int[] missing,
      List<Basis> bases,
      List<@Nullable List<Tensor>> outputs,
      boolean mayKeep,
      Deadline until,
      PredictionCache.Model model) {
    Map<Integer, CompletableFuture<List<Tensor>>> others = new LinkedHashMap<>();
    Map<ByteBuffer, CompletableFuture<List<Tensor>>> own = new LinkedHashMap<>();
    int[] mine = new int[missing.length];
    int count = 0;
    for (int part : missing) {
      CompletableFuture<List<Tensor>> flight = new CompletableFuture<>();
      ByteBuffer name = Flights.name(of.space, keys.get(part), bases.get(part).marks());
      // Who wants no cached answer wants no other's either.
      CompletableFuture<List<Tensor>> other =
          mayRead && mayKeep ? cache.flights().join(name, flight) : null;
      if (other != null) {
        others.put(part, other);
        continue;
      }
      if (mayRead && mayKeep) {
        own.put(name, flight);
      }
      mine[count++] = part;
    }
    if (count > 0) {
      lead(Arrays.copyOf(mine, count), bases, outputs, own, mayKeep, model);
    }
    return follow(others, outputs, until, model) && count == 0;
  }

  private void lead(
      int[] parts,
      List<Basis> bases,
      List<@Nullable List<Tensor>> outputs,
      Map<ByteBuffer, CompletableFuture<List<Tensor>>> own,
      boolean mayKeep,
      PredictionCache.Model model) {
    try {
      List<List<Tensor>> answers = timed(model, parts);
      List<CompletableFuture<List<Tensor>>> flights = new ArrayList<>(own.values());
      for (int i = 0; i < parts.length; i++) {
        List<Tensor> answer = answers.get(i);
        outputs.set(parts[i], answer);
        if (mayKeep && mayWrite) {
          keep(parts[i], bases.get(parts[i]), answer);
        }
        if (!flights.isEmpty()) {
          flights.get(i).complete(answer);
        }
      }
    } catch (RuntimeException | Error failure) {
      own.values().forEach(flight -> flight.completeExceptionally(failure));
      throw failure;
    } finally {
      own.forEach(cache.flights()::landed);
    }
  }

  private void keep(int part, Basis basis, List<Tensor> answer) {
    byte[] of16 = generation;
    if (of16 != null) {
      Entry entry = new Entry(basis.marks(), basis.validUntilMicros(), cache.nowMillis(), answer);
      cache.keep(of, of16, keys.get(part), entry, keptFor());
    }
  }

  /** Longer than it can be exact where it may be given as a superseded one after that. */
  private Duration keptFor() {
    Duration stale = policy.allowStaleFor();
    return stale.compareTo(policy.ttl()) > 0 ? stale : policy.ttl();
  }

  private boolean follow(
      Map<Integer, CompletableFuture<List<Tensor>>> others,
      List<@Nullable List<Tensor>> outputs,
      Deadline until,
      PredictionCache.Model model) {
    boolean joined = true;
    for (Map.Entry<Integer, CompletableFuture<List<Tensor>>> other : others.entrySet()) {
      try {
        outputs.set(
            other.getKey(), other.getValue().get(until.left().toNanos(), TimeUnit.NANOSECONDS));
      } catch (ExecutionException leaderFailed) {
        // Its deadline may have been shorter than ours.
        joined = false;
        outputs.set(other.getKey(), timed(model, new int[] {other.getKey()}).getFirst());
      } catch (TimeoutException _) {
        throw until.exceeded("the model had answered");
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw until.exceeded("the model had answered");
      }
    }
    return joined;
  }

  /** The last rung: an answer from before, when the model fails and the deployment allows it. */
  private Found superseded(ThermoclineException failure, List<@Nullable List<Tensor>> outputs) {
    boolean modelFailed =
        failure.kind() == ErrorKind.UNAVAILABLE || failure.kind() == ErrorKind.DEADLINE_EXCEEDED;
    if (!modelFailed || policy.allowStaleFor().isZero()) {
      throw failure;
    }
    long oldest = 0;
    for (int i = 0; i < outputs.size(); i++) {
      Entry entry = found[i];
      if (outputs.get(i) == null) {
        if (entry == null || age(entry) > policy.allowStaleFor().toMillis()) {
          throw failure;
        }
        outputs.set(i, entry.outputs());
        oldest = Math.max(oldest, age(entry));
      }
    }
    of.stale.increment();
    return new Found(complete(outputs), CacheState.STALE, oldest);
  }
}
