package dev.thermocline.features.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedCatalogs.Served;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.json.PushedRowJson;
import dev.thermocline.features.stream.PlacedRow;
import dev.thermocline.features.stream.PushLog;
import dev.thermocline.features.stream.PushedRow;
import dev.thermocline.features.stream.RecentPushes;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.features.stream.Target;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages of topics as the rows that they are. */
@Component
class StreamRows {
  private static final int MOST_BYTES = 1 << 20;

  private final ServedCatalogs catalogs;
  private final RecentPushes recent;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.shared();
  private final Map<String, StreamTopics.Origin> origins = new ConcurrentHashMap<>();
  private final Map<StreamTopics.Origin, Takers> takers = new ConcurrentHashMap<>();
  private final PushedRowJson rows = new PushedRowJson(JsonValues.Numbers.MICROSECONDS);

  /** The views that take the rows of a source or view, by these definitions. */
  private record Takers(Served served, List<ServedView> views) {}

  StreamRows(ServedCatalogs catalogs, RecentPushes recent, Clock clock) {
    this.catalogs = catalogs;
    this.recent = recent;
    this.clock = clock;
  }

  StreamTopics.Origin origin(String topic) {
    return origins.computeIfAbsent(topic, StreamTopics::origin);
  }

  /**
   * A message that this process pushed a moment ago, as it read it then: it is where it was pushed
   * to.
   *
   * @param nanos how long to wait for a push whose messages are appended and that does not say so
   * @return null where it is not known, or not by the definitions of now
   */
  @Nullable List<PlacedRow> pushedHere(
      String topic, StreamTopics.Origin origin, ConsumerRecord<byte[], byte[]> record, long nanos) {
    List<PlacedRow> rows = recent.take(topic, place(record), nanos);
    return rows != null && areOf(rows, views(origin)) ? rows : null;
  }

  private static boolean areOf(List<PlacedRow> rows, List<ServedView> views) {
    boolean same = rows.size() == views.size();
    for (int i = 0; same && i < views.size(); i++) {
      same = rows.get(i).view() == views.get(i);
    }
    return same;
  }

  private List<ServedView> views(StreamTopics.Origin origin) {
    Served served = catalogs.get(origin.project());
    Takers known = takers.get(origin);
    if (known == null || known.served() != served) {
      known = new Takers(served, PushedRowJson.views(served, origin));
      takers.put(origin, known);
    }
    return known.views();
  }

  private static PushLog.Appended place(ConsumerRecord<byte[], byte[]> record) {
    return PushLog.Appended.at(record.partition(), record.offset(), record.timestamp());
  }

  /**
   * A message as the row that it is for each view.
   *
   * @throws ThermoclineException when it is none, with the reason
   */
  List<PlacedRow> read(StreamTopics.Origin origin, ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] value = record.value();
    if (value == null || value.length > MOST_BYTES) {
      throw ThermoclineException.invalid("A message is one row of at most 1 MiB.");
    }
    JsonNode row;
    try {
      row = json.readTree(value);
    } catch (JacksonException e) {
      throw ThermoclineException.invalid("The message is not JSON.");
    }
    PushLog.Appended place = place(record);
    List<PlacedRow> read = new ArrayList<>();
    for (ServedView view : views(origin)) {
      PushedRow one =
          rows.readArrived(
              row, view, clock.instant(), Instant.ofEpochMilli(record.timestamp()), "the row");
      read.add(PlacedRow.of(one, place));
    }
    return read;
  }

  /** What of a message goes online; nothing of one that cannot be read. */
  List<PlacedRow> readable(StreamTopics.Origin origin, ConsumerRecord<byte[], byte[]> record) {
    try {
      return target(record).isOnline() ? read(origin, record) : List.of();
    } catch (ThermoclineException putAside) {
      return List.of();
    }
  }

  static Target target(ConsumerRecord<byte[], byte[]> record) {
    String word = header(record, KafkaPushLog.TARGET);
    return word == null ? Target.ONLINE_AND_OFFLINE : Target.parse(word);
  }

  static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
