package dev.thermocline.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Puts a server under load from a number of connections.
 *
 * <p>A <em>closed</em> loop sends the next request when the last was answered and shows raw
 * throughput. An <em>open</em> loop sends at its own pace and counts from the moment at which a
 * request was due, so a server that stalls is charged for everybody who would have waited.
 */
public final class Load {
  /** How long after its end an open loop still asks what was due before it. */
  private static final long GRACE = 20_000_000_000L;

  /** Stands where a status would for what was due and never asked. */
  private static final int UNASKED = -1;

  /** Stands where a status would for an answer after its caller had given up. */
  private static final int LATE = -2;

  /** So many threads that block would keep the machine busy with themselves. */
  private static final int MOST_THREADS = 64;

  private static final long HIGHEST = Duration.ofMinutes(1).toNanos();

  private final LongFunction<HttpRequest> requests;
  private final int connections;
  private final boolean acknowledgeAtOnce;

  /**
   * @param requests the n-th request; called from all connections at once
   */
  public Load(int connections, LongFunction<HttpRequest> requests) {
    this(connections, true, requests);
  }

  /**
   * @param acknowledgeAtOnce false to leave it to the kernel when parts of an answer are
   *     acknowledged
   */
  public Load(int connections, boolean acknowledgeAtOnce, LongFunction<HttpRequest> requests) {
    this.connections = connections;
    this.acknowledgeAtOnce = acknowledgeAtOnce;
    this.requests = requests;
  }

  public Measured closed(Duration length) {
    return run(length, 0, Long.MAX_VALUE);
  }

  public Measured open(Duration length, double perSecond) {
    return run(length, perSecond / connections, Long.MAX_VALUE);
  }

  /** An open loop of callers who give up: what is not answered so soon counts as failed. */
  public Measured open(Duration length, double perSecond, Duration patience) {
    return run(length, perSecond / connections, patience.toNanos());
  }

  private Measured run(Duration length, double pace, long patience) {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    // One for all: the zeros of a thousand would fill the heap and the caches.
    Histogram latency = new ConcurrentHistogram(HIGHEST, 3);
    try (var pool =
        connections > MOST_THREADS
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newFixedThreadPool(connections)) {
      List<Future<Map<Integer, Long>>> parts = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int connection = i;
        parts.add(pool.submit(() -> drive(connection, start, end, pace, patience, latency)));
      }
      Map<Integer, Long> others = new TreeMap<>();
      for (Future<Map<Integer, Long>> part : parts) {
        part.get().forEach((status, count) -> others.merge(status, count, Long::sum));
      }
      return new Measured(latency, others, Duration.ofNanos(System.nanoTime() - start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection could not be measured", e.getCause());
    }
  }

  /** Gives how often each status came that is no answer in time. */
  private Map<Integer, Long> drive(
      int connection, long start, long end, double pace, long patience, Histogram latency)
      throws IOException {
    Map<Integer, Long> others = new TreeMap<>();
    double gap = pace == 0 ? 0 : 1e9 / pace;
    // Connections are spread over one gap, or all of them would fire at once.
    double offset = gap * connection / connections;
    HttpConnection http = null;
    try {
      long now = System.nanoTime();
      for (long n = 0; ; n++) {
        long due = pace == 0 ? now : start + (long) (offset + n * gap);
        if (due >= end) {
          break;
        }
        if (now > end + GRACE || now - due > patience) {
          // Leaving out what was due and never asked would flatter a server that cannot keep up.
          others.merge(UNASKED, 1L, Long::sum);
          continue;
        }
        waitUntil(due);
        HttpRequest request = requests.apply(n * connections + connection);
        int status;
        try {
          if (http == null) {
            http = new HttpConnection(request.host(), request.port(), acknowledgeAtOnce);
          }
          status = http.exchange(request);
        } catch (IOException e) {
          status = 0;
          if (http != null) {
            http.close();
            http = null;
          }
        }
        now = System.nanoTime();
        if (status >= 200 && status < 300 && now - due > patience) {
          others.merge(LATE, 1L, Long::sum);
        } else if (status >= 200 && status < 300) {
          latency.recordValue(Math.min(now - due, HIGHEST));
        } else {
          others.merge(status, 1L, Long::sum);
        }
      }
      return others;
    } finally {
      if (http != null) {
        http.close();
      }
    }
  }

  private static void waitUntil(long due) {
    long left;
    while ((left = due - System.nanoTime()) > 0) {
      LockSupport.parkNanos(left);
    }
  }
}
