package dev.thermocline.features.stream.kafka;

import dev.thermocline.features.kafka.LoopMeters;
import dev.thermocline.features.kafka.TopicWork;
import dev.thermocline.features.stream.DeadLetters;
import dev.thermocline.features.stream.Freshness;
import dev.thermocline.features.stream.LogPartition;
import dev.thermocline.features.stream.OfflineRows;
import dev.thermocline.features.stream.OnlineRows;
import dev.thermocline.features.stream.PlacedRow;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.features.stream.Stretch;
import dev.thermocline.features.stream.Target;
import dev.thermocline.hot.HotStoreException;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows of pushes and writes: online at once, and into files. */
final class StreamWork implements TopicWork<OfflineRows.Kept> {
  private static final Logger log = LoggerFactory.getLogger(StreamWork.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** What the messages of one poll wait together for pushes of this process to hear of them. */
  private static final long COURTESY_NANOS = Duration.ofMillis(5).toNanos();

  private final StreamRows rows;
  private final OnlineRows online;
  private final OfflineRows offline;
  private final DeadLetters dead;
  private final LoopMeters meters;
  private final Freshness freshness;
  private final List<PlacedRow> placed = new ArrayList<>();
  private final List<PlacedRow> direct = new ArrayList<>();
  private long courtesy = COURTESY_NANOS;

  StreamWork(
      StreamRows rows,
      OnlineRows online,
      OfflineRows offline,
      DeadLetters dead,
      LoopMeters meters,
      Freshness freshness) {
    this.rows = rows;
    this.online = online;
    this.offline = offline;
    this.dead = dead;
    this.meters = meters;
    this.freshness = freshness;
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public String topics() {
    return StreamTopics.ROWS;
  }

  @Override
  public long begin(LogPartition partition) {
    return offline.begin(StreamTopics.origin(partition.topic()).project(), partition);
  }

  @Override
  public void read(
      String topic, ConsumerRecord<byte[], byte[]> record, List<OfflineRows.Kept> kept) {
    StreamTopics.Origin origin = rows.origin(topic);
    try {
      Target target = StreamRows.target(record);
      for (PlacedRow one : take(topic, origin, record, target)) {
        if (target.isOffline()) {
          kept.add(new OfflineRows.Kept(one, StreamRows.header(record, KafkaPushLog.PUSH_KEY)));
        }
      }
    } catch (ThermoclineException e) {
      if (e.kind() == ErrorKind.UNAVAILABLE) {
        throw e;
      }
      bury(origin, topic, record, e.getMessage());
    }
  }

  /** The rows of a message; those that are not online yet are noted, to be written. */
  private List<PlacedRow> take(
      String topic,
      StreamTopics.Origin origin,
      ConsumerRecord<byte[], byte[]> record,
      Target target) {
    boolean isDirect = record.headers().lastHeader(KafkaPushLog.TARGET) == null;
    if (!isDirect) {
      long since = System.nanoTime();
      List<PlacedRow> done = rows.pushedHere(topic, origin, record, courtesy);
      courtesy -= System.nanoTime() - since;
      if (done != null) {
        return done;
      }
    }
    List<PlacedRow> read = rows.read(origin, record);
    if (target.isOnline()) {
      placed.addAll(read);
      if (isDirect) {
        direct.addAll(read);
      }
    }
    return read;
  }

  private void bury(
      StreamTopics.Origin origin,
      String topic,
      ConsumerRecord<byte[], byte[]> record,
      String reason) {
    log.warn(
        "A message is put aside topic={} partition={} offset={}: {}",
        topic,
        record.partition(),
        record.offset(),
        reason);
    dead.bury(
        origin.project(),
        origin.name(),
        topic,
        new DeadLetters.Buried(
            record.partition(),
            record.offset(),
            new DeadLetters.Content(record.key(), record.value()),
            StreamRows.header(record, KafkaPushLog.TARGET),
            StreamRows.header(record, KafkaPushLog.PUSH_KEY),
            reason));
    meters.dead();
  }

  /** Online before anything else: what waits here is not seen. */
  @Override
  public void settle() {
    List<PlacedRow> now = List.copyOf(placed);
    List<PlacedRow> fresh = List.copyOf(direct);
    placed.clear();
    direct.clear();
    courtesy = COURTESY_NANOS;
    if (now.isEmpty()) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        online.write(now);
        freshness.online(fresh);
        return;
      } catch (HotStoreException e) {
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        log.warn("Streams wait for Redis: {}", e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public void roll(Cut<OfflineRows.Kept> cut) {
    offline.roll(
        StreamTopics.origin(cut.partition().topic()).project(),
        Stretch.of(cut.partition(), cut.from(), cut.to()),
        cut.kept());
  }
}
