package dev.thermocline.features.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.offline.OrphanSweep;
import dev.thermocline.features.offline.ParquetFiles;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/** Consumers that die or race between their files and their commit. */
class OfflineRowsTest extends RunningStream {
  private static final long EVENT = RowTimes.micros(Instant.parse("2026-01-01T00:00:00Z"));

  private final ServedCatalogs catalogs;
  private final OfflineFiles files;
  private final ParquetFiles parquet;
  private final SnapshotLog snapshots;
  private final StreamOffsets offsets;
  private final PlatformTransactionManager transactions;
  private final ObjectStore objects;
  private final OrphanSweep orphans;
  private final S3Settings s3;

  @Autowired
  OfflineRowsTest(
      ServedCatalogs catalogs,
      OfflineFiles files,
      ParquetFiles parquet,
      SnapshotLog snapshots,
      StreamOffsets offsets,
      PlatformTransactionManager transactions,
      ObjectStore objects,
      OrphanSweep orphans,
      S3Settings s3) {
    this.catalogs = catalogs;
    this.files = files;
    this.parquet = parquet;
    this.snapshots = snapshots;
    this.offsets = offsets;
    this.transactions = transactions;
    this.objects = objects;
    this.orphans = orphans;
    this.s3 = s3;
  }

  @Test
  void takesTheFileThatAnAttemptLeftWhichDied() {
    die(stretch(0, 0, 3), 0);
    assertThat(stored()).hasSize(1);
    assertThat(rows.all()).isEmpty();
    // However old it is: the attempt that comes will find it.
    assertThat(orphans()).isEmpty();

    roll(stretch(0, 0, 3), 0);

    assertThat(stored()).hasSize(1).isEqualTo(named());
    assertThat(values()).containsExactly(0.0, 1.0, 2.0);
    assertThat(orphans()).isEmpty();
  }

  @Test
  void writesAnotherFileWhereTheSameMessagesHaveBecomeOtherBytes() {
    die(stretch(0, 0, 3), 0);
    List<String> left = stored();

    roll(stretch(0, 0, 3), 100);

    assertThat(stored()).hasSize(2).containsAll(left);
    assertThat(values()).containsExactly(100.0, 101.0, 102.0);
    assertThat(orphans()).isEqualTo(left);
  }

  @Test
  void writesAnotherFileWhereTheNextAttemptTakesMoreMessages() {
    die(stretch(0, 0, 3), 0);
    List<String> left = stored();

    roll(stretch(0, 0, 5), 0);

    assertThat(values()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(orphans()).isEqualTo(left);
    assertThatExceptionOfType(ThermoclineException.class)
        .isThrownBy(() -> roll(stretch(0, 0, 3), 0))
        .matches(e -> e.kind() == ErrorKind.CONFLICT);
    assertThat(values()).hasSize(5);
  }

  @Test
  void aTopicThatWasMadeAgainBeginsAtZero() {
    Stretch before = stretch(0, 0, 5);
    roll(before, 0);
    LogPartition again = log("second", 0, 9);

    assertThat(offsets.begin(Project.DEFAULT, again)).isZero();
    roll(Stretch.of(again, 0, 2), 10);

    assertThat(values()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 10.0, 11.0);
    assertThatExceptionOfType(ThermoclineException.class)
        .isThrownBy(() -> roll(Stretch.of(log("first", 0, 9), 2, 4), 20))
        .matches(e -> e.kind() == ErrorKind.CONFLICT);
    assertThat(offsets.begin(Project.DEFAULT, again)).isEqualTo(2);
  }

  @Test
  void aLogThatLostItsLastMessagesBeginsWhereItEnds() {
    roll(stretch(0, 0, 5), 0);

    assertThat(offsets.begin(Project.DEFAULT, log("first", 0, 3))).isEqualTo(3);
    assertThat(offsets.begin(Project.DEFAULT, log("first", 0, 8))).isEqualTo(3);
  }

  @Test
  void ofTwoConsumersOneBringsTheRows() throws Exception {
    for (int partition = 0; partition < 5; partition++) {
      Stretch stretch = stretch(partition, 0, 2);
      // Every other time they make different bytes of the same messages.
      int apart = partition % 2;
      CyclicBarrier together = new CyclicBarrier(2);
      try (ExecutorService two = Executors.newFixedThreadPool(2)) {
        List<Future<Boolean>> attempts =
            IntStream.range(0, 2)
                .mapToObj(i ->
                    two.submit(() -> {
                      together.await();
                      return wins(stretch, partition(stretch) + i * apart);
                    }))
                .toList();
        assertThat(attempts.get(0).get()).isNotEqualTo(attempts.get(1).get());
      }
    }
    assertThat(values()).hasSize(10);
    assertThat(named()).hasSize(5);
    // Both of the pair that differed were stored.
    assertThat(orphans()).hasSize(stored().size() - 5);
  }

  @Test
  void keepsEveryColumnOfRowsBetweenWhichTheViewChanged() {
    Stretch stretch = stretch(0, 0, 4);
    List<OfflineRows.Kept> mixed = new ArrayList<>(kept(stretch, 0).subList(0, 2));
    define(
        """
        [{"name": "bp", "type": "float64"}, {"name": "seen", "type": "timestamp"},
         {"name": "raw", "type": "bytes"}, {"name": "beats", "type": "array<float32>"},
         {"name": "fever", "type": "float64"}]\
        """);
    for (OfflineRows.Kept old : kept(stretch, 0).subList(2, 4)) {
      PlacedRow row = old.placed();
      List<@Nullable Object> values = new ArrayList<>(row.values());
      values.set(4, 38.5);
      mixed.add(
          new OfflineRows.Kept(
              PlacedRow.of(
                  new PushedRow(row.view(), row.keys(), row.event(), row.created(), values),
                  row.place()),
              null));
    }

    consumer(transactions).roll(Project.DEFAULT, stretch, mixed);

    assertThat(values()).containsExactly(0.0, 1.0, 2.0, 3.0);
    assertThat(rows.all().stream().filter(r -> Double.valueOf(38.5).equals(r.values().get(4))))
        .hasSize(2);
  }

  private boolean wins(Stretch stretch, double first) {
    try {
      roll(stretch, first);
      return true;
    } catch (ThermoclineException e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT);
      return false;
    }
  }

  private static double partition(Stretch stretch) {
    return stretch.partition() * 10.0;
  }

  private Stretch stretch(int partition, long from, long to) {
    LogPartition log = log("first", partition, Long.MAX_VALUE);
    offsets.begin(Project.DEFAULT, log);
    return Stretch.of(log, from, to);
  }

  private LogPartition log(String topicId, int partition, long end) {
    return new LogPartition(StreamTopics.ofSource(Project.DEFAULT, name), topicId, partition, end);
  }

  /** Rows that count from the value given. */
  private List<OfflineRows.Kept> kept(Stretch stretch, double first) {
    ServedView view = catalogs.get(Project.DEFAULT).view(name);
    List<OfflineRows.Kept> kept = new ArrayList<>();
    for (long offset = stretch.from(); offset < stretch.to(); offset++) {
      kept.add(
          new OfflineRows.Kept(
              PlacedRow.of(
                  new PushedRow(
                      view,
                      List.of(7L),
                      EVENT + 10L * stretch.partition() + offset,
                      EVENT + 1000,
                      valuesOf(view, first + offset)),
                  PushLog.Appended.at(stretch.partition(), offset, EVENT / 1000 + 5)),
              null));
    }
    return kept;
  }

  private static List<@Nullable Object> valuesOf(ServedView view, double first) {
    List<@Nullable Object> values = new ArrayList<>();
    view.applied().schema().columns().forEach(column -> values.add(null));
    values.set(0, first);
    return values;
  }

  private void roll(Stretch stretch, double first) {
    consumer(transactions).roll(Project.DEFAULT, stretch, kept(stretch, first));
  }

  private void die(Stretch stretch, double first) {
    OfflineRows dying = consumer(new KilledBeforeCommit(transactions));
    assertThatExceptionOfType(Killed.class)
        .isThrownBy(() -> dying.roll(Project.DEFAULT, stretch, kept(stretch, first)));
  }

  private OfflineRows consumer(PlatformTransactionManager transactions) {
    return new OfflineRows(files, parquet, snapshots, offsets, transactions, s3);
  }

  private List<Object> values() {
    return rows.all().stream().map(row -> row.values().getFirst()).sorted().toList();
  }

  private List<String> stored() {
    return objects
        .list(s3.buckets().featureStore(), "offline/" + name + "/", null, 100)
        .objects()
        .stream()
        .map(o -> o.address().key())
        .toList();
  }

  private List<String> named() {
    return rows.history().snapshots().stream()
        .flatMap(snapshot -> snapshot.files().stream())
        .map(SnapshotFile::key)
        .toList();
  }

  private List<String> orphans() {
    return orphans.sweep(Duration.ZERO, false).stream()
        .map(o -> o.address().key())
        .filter(key -> key.contains("/" + name + "/"))
        .toList();
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The moment that matters: the files are stored, and Postgres never hears of them. */
  private record KilledBeforeCommit(PlatformTransactionManager real)
      implements PlatformTransactionManager {
    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
      return real.getTransaction(definition);
    }

    @Override
    public void commit(TransactionStatus status) {
      real.rollback(status);
      throw new Killed();
    }

    @Override
    public void rollback(TransactionStatus status) {
      real.rollback(status);
    }
  }
}
