package dev.thermocline.hot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs every interleaving of two writers and one reader over the real script. The first writer is a
 * batch that a kill makes start over, the second a stream whose client repeats a push.
 */
class InterleavingTest {
  private static final HotView A = new HotView(1, HotView.NO_TTL, List.of(Rows.doubles(1, 1)));
  private static final HotView B = new HotView(2, HotView.NO_TTL, List.of(Rows.doubles(1, 1)));

  private static RedisProcess redis;
  private static HotConnection connection;

  private int run;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    connection = redis.connect();
  }

  @AfterAll
  static void stop() {
    connection.close();
    redis.close();
  }

  private interface Step {
    void at(byte[] key, Seen seen);
  }

  /** What the reader saw so far. */
  private static final class Seen {
    final @Nullable RowOrder[] last = new @Nullable RowOrder[2];
  }

  @Test
  void aReaderNeverSeesAnEntityGoBackAndTheNewestRowsStay() {
    byte[] batchA = Rows.row(Rows.NOW + 3, 3);
    byte[] batchB = Rows.row(Rows.NOW + 1, 1);
    byte[] pushA = Rows.row(Rows.NOW + 2, 2);
    byte[] pushB = Rows.row(Rows.NOW + 4, 4);
    List<Step> batch = List.of(write(1, batchA), write(1, batchA), write(2, batchB));
    List<Step> stream = List.of(write(1, pushA), both(pushA, pushB), both(pushA, pushB));
    List<Step> reader = List.of(this::read, this::read, this::read);
    interleave(
        List.of(batch, stream, reader),
        new int[3],
        new ArrayList<>(),
        order -> {
          byte[] key = EntityKey.of("default", "run").key(Integer.toString(run++));
          Seen seen = new Seen();
          order.forEach(step -> step.at(key, seen));
          read(key, seen);
          assertThat(seen.last[0]).isEqualTo(RowOrder.of(batchA));
          assertThat(seen.last[1]).isEqualTo(RowOrder.of(pushB));
        });
    assertThat(run).isEqualTo(1680);
  }

  private static void interleave(
      List<List<Step>> actors,
      int[] next,
      List<Step> order,
      java.util.function.Consumer<List<Step>> check) {
    boolean done = true;
    for (int actor = 0; actor < actors.size(); actor++) {
      if (next[actor] < actors.get(actor).size()) {
        done = false;
        order.add(actors.get(actor).get(next[actor]++));
        interleave(actors, next, order, check);
        order.removeLast();
        next[actor]--;
      }
    }
    if (done) {
      check.accept(order);
    }
  }

  private static Step write(int view, byte[] row) {
    return (key, seen) -> send(key, List.of(RowWrite.newer(view, row)));
  }

  private static Step both(byte[] a, byte[] b) {
    return (key, seen) -> send(key, List.of(RowWrite.newer(1, a), RowWrite.newer(2, b)));
  }

  private static void send(byte[] key, List<RowWrite> rows) {
    new HotWriter(connection)
        .write(List.of(new HotWriter.EntityWrite(key, Duration.ofMinutes(5), rows)));
  }

  private void read(byte[] key, Seen seen) {
    HotReader.EntityRows rows =
        new HotReader(connection)
            .read(List.of(new HotReader.Lookup(key, List.of(A, B))))
            .getFirst();
    for (int i = 0; i < 2; i++) {
      PackedRow row = rows.row(i);
      RowOrder before = seen.last[i];
      if (row == null) {
        assertThat(before).isNull();
        continue;
      }
      RowOrder now = RowOrder.of(row.bytes());
      assertThat(before == null || now.compareTo(before) >= 0).isTrue();
      seen.last[i] = now;
    }
  }
}
