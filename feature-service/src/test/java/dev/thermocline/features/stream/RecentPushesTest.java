package dev.thermocline.features.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentPushesTest {
  private static final String TOPIC = "thermocline.pushes.default.monitor";
  private static final long PATIENCE = Duration.ofSeconds(20).toNanos();
  private static final ServedView VIEW = view();

  private final RecentPushes recent = new RecentPushes();

  @Test
  void givesARowOnce() {
    List<PlacedRow> rows = rows(0, 7, 1000);
    push(rows, 100);

    assertThat(recent.take(TOPIC, rows.getFirst().place(), 0)).isSameAs(rows);
    assertThat(recent.take(TOPIC, rows.getFirst().place(), 0)).isNull();
  }

  @Test
  void knowsARowByItsTopicPartitionOffsetAndTime() {
    push(rows(0, 7, 1000), 100);

    assertThat(recent.take(TOPIC + "2", PushLog.Appended.at(0, 7, 1000), 0)).isNull();
    assertThat(recent.take(TOPIC, PushLog.Appended.at(1, 7, 1000), 0)).isNull();
    assertThat(recent.take(TOPIC, PushLog.Appended.at(0, 8, 1000), 0)).isNull();
    // A topic that was made again has the offsets of the one before.
    assertThat(recent.take(TOPIC, PushLog.Appended.at(0, 7, 1001), 0)).isNull();
    assertThat(recent.take(TOPIC, PushLog.Appended.at(0, 7, 1000), 0)).isNotNull();
  }

  @Test
  void keepsNoLongRowsAndAsManyOthersAsThereIsRoomFor() {
    push(rows(0, 1, 1000), 100_000);
    assertThat(recent.take(TOPIC, PushLog.Appended.at(0, 1, 1000), 0)).isNull();

    IntStream.range(0, 100_000).forEach(i -> push(rows(0, i, 1000), 100));
    assertThat(recent.take(TOPIC, PushLog.Appended.at(0, 0, 1000), 0)).isNull();
    long left =
        IntStream.range(0, 100_000)
            .filter(i -> recent.take(TOPIC, PushLog.Appended.at(0, i, 1000), 0) != null)
            .count();
    assertThat(left).isEqualTo(8192);
  }

  @Test
  void waitsForAPushThatIsUnderWay() throws InterruptedException {
    List<PlacedRow> rows = rows(3, 9, 1000);
    Thread push = Thread.ofVirtual().start(() -> push(rows, 100));

    assertThat(recent.take(TOPIC, rows.getFirst().place(), PATIENCE)).isSameAs(rows);
    push.join();
  }

  @Test
  void givesNothingOfAPushThatFailed() {
    List<PlacedRow> rows = rows(0, 7, 1000);
    RecentPushes.Push push = recent.begin(TOPIC);
    push.add(rows, 100);
    Thread.ofVirtual().start(() -> push.end(false));

    assertThat(recent.take(TOPIC, rows.getFirst().place(), 0)).isNull();
  }

  private void push(List<PlacedRow> rows, int length) {
    RecentPushes.Push push = recent.begin(TOPIC);
    push.add(rows, length);
    push.end(true);
  }

  private static List<PlacedRow> rows(int partition, long offset, long time) {
    return List.of(
        PlacedRow.of(
            new PushedRow(VIEW, List.of(1L), 5, null, List.of(1.5)),
            PushLog.Appended.at(partition, offset, time)));
  }

  private static ServedView view() {
    ValueType number = ValueType.of(Scalar.FLOAT64);
    Entity patient =
        new Entity("patient", Label.NONE, List.of(new JoinKey("id", ValueType.of(Scalar.INT64))));
    AppliedView applied =
        new AppliedView(
            FeatureView.of("vitals", "patient", List.of(Field.of("bp", number))),
            1,
            List.of(new ViewSchema(1, List.of(new ViewSchema.Column("bp", number)), Instant.EPOCH)),
            1);
    TreeMap<String, Entity> entities = new TreeMap<>();
    entities.put("patient", patient);
    return ServedView.of(
        Project.DEFAULT,
        new Catalog(1, entities, new TreeMap<>(), new TreeMap<>(), new TreeMap<>()),
        applied);
  }
}
