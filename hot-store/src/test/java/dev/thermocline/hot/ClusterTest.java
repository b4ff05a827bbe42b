package dev.thermocline.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same code on a Redis Cluster of three masters. */
class ClusterTest {
  private static final List<RedisProcess> MASTERS = new ArrayList<>();

  @BeforeAll
  static void start() {
    for (int i = 0; i < 3; i++) {
      MASTERS.add(RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
    }
    RedisClient client = RedisClient.create();
    try {
      int share = SlotHash.SLOT_COUNT / 3 + 1;
      for (int i = 0; i < 3; i++) {
        try (var node = client.connect(io.lettuce.core.RedisURI.create(MASTERS.get(i).url()))) {
          node.sync()
              .clusterAddSlots(
                  IntStream.range(i * share, Math.min((i + 1) * share, SlotHash.SLOT_COUNT))
                      .toArray());
          node.sync().clusterMeet("127.0.0.1", MASTERS.getFirst().port());
        }
      }
      for (RedisProcess master : MASTERS) {
        try (var node = client.connect(io.lettuce.core.RedisURI.create(master.url()))) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() ->
                  node.sync().clusterInfo().contains("cluster_state:ok")
                      && node.sync().clusterInfo().contains("cluster_known_nodes:3"));
        }
      }
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stop() {
    MASTERS.forEach(RedisProcess::close);
  }

  @Test
  void writesAndReadsAcrossAllMasters() {
    try (HotConnection connection = MASTERS.getFirst().connect()) {
      HotView view = new HotView(1, HotView.NO_TTL, List.of(Rows.doubles(1, 1)));
      EntityKey keys = EntityKey.of("default", "patient");
      List<HotWriter.EntityWrite> writes = new ArrayList<>();
      List<HotWriter.EntityWrite> older = new ArrayList<>();
      List<HotReader.Lookup> lookups = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        byte[] key = keys.key(Integer.toString(i));
        writes.add(write(key, Rows.row(Rows.NOW, i)));
        older.add(write(key, Rows.row(Rows.NOW - 1, -1)));
        lookups.add(new HotReader.Lookup(key, List.of(view)));
      }
      HotWriter writer = new HotWriter(connection);
      assertThat(writer.write(writes)).isEqualTo(3000);
      assertThat(writer.write(older)).isZero();
      List<HotReader.EntityRows> read = new HotReader(connection).read(lookups);
      for (int i = 0; i < 3000; i++) {
        PackedRow row = read.get(i).row(0);
        assertThat(row == null ? null : row.getFloat64(0)).isEqualTo(i);
      }
      assertThat(connection.primaryTags()).hasSize(3).doesNotHaveDuplicates();
    }
  }

  private static HotWriter.EntityWrite write(byte[] key, byte[] row) {
    return new HotWriter.EntityWrite(key, Duration.ofMinutes(5), List.of(RowWrite.newer(1, row)));
  }
}
