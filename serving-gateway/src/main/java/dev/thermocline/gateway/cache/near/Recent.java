package dev.thermocline.gateway.cache.near;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was read in the last moments: two maps of which the older is dropped whole, so that nothing
 * is looked through and nothing stays. Safe for many threads.
 */
final class Recent {
  /** About what an answer takes in a map beside its bytes. */
  private static final long OVERHEAD = 200;

  private final long mostBytes;
  private final long life;
  private volatile Half young;
  private volatile Half old;

  /** Where an answer lies. */
  record Name(String space, ByteBuffer key) {}

  /** One that was asked for at a moment. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(byte[] generation, byte[] entry, long askedNanos) {}

  private record Half(long sinceNanos, Map<Name, Answer> answers, AtomicLong bytes) {
    Half(long sinceNanos) {
      this(sinceNanos, new ConcurrentHashMap<>(), new AtomicLong());
    }
  }

  Recent(long mostBytes, long life, long now) {
    this.mostBytes = mostBytes;
    this.life = life;
    this.young = new Half(now);
    this.old = young;
  }

  /** Nothing that was asked for a life ago. */
  @Nullable Answer get(Name name, long now) {
    Answer answer = young.answers().get(name);
    if (answer == null) {
      answer = old.answers().get(name);
    }
    return answer != null && now - answer.askedNanos() < life ? answer : null;
  }

  /** Keeps it, unless there is no room now. */
  void put(Name name, Answer answer, long now) {
    if (now - young.sinceNanos() >= life) {
      turn(now);
    }
    Half half = young;
    long size = size(name, answer);
    if (half.bytes().addAndGet(size) > mostBytes / 2) {
      half.bytes().addAndGet(-size);
      return;
    }
    Answer before = half.answers().put(name, answer);
    if (before != null) {
      half.bytes().addAndGet(-size(name, before));
    }
  }

  private synchronized void turn(long now) {
    if (now - young.sinceNanos() >= life) {
      old = young;
      young = new Half(now);
    }
  }

  private static long size(Name name, Answer answer) {
    return OVERHEAD + name.key().remaining() + answer.entry().length;
  }
}
