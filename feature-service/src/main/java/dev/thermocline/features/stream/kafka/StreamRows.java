package dev.thermocline.features.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.json.PushedRowJson;
import dev.thermocline.features.stream.OnlineRows;
import dev.thermocline.features.stream.PushLog;
import dev.thermocline.features.stream.PushedRow;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.features.stream.Target;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
  private final Clock clock;
  private final JsonMapper json = JsonMapper.shared();
  private final PushedRowJson rows = new PushedRowJson(JsonValues.Numbers.MICROSECONDS);

  StreamRows(ServedCatalogs catalogs, Clock clock) {
    this.catalogs = catalogs;
    this.clock = clock;
  }

  /**
   * A message as the row that it is for each view.
   *
   * @throws ThermoclineException when it is none, with the reason
   */
  List<OnlineRows.Placed> read(StreamTopics.Origin origin, ConsumerRecord<byte[], byte[]> record) {
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
    PushLog.Appended place =
        PushLog.Appended.at(record.partition(), record.offset(), record.timestamp());
    List<OnlineRows.Placed> read = new ArrayList<>();
    for (ServedView view : PushedRowJson.views(catalogs.get(origin.project()), origin)) {
      PushedRow one = rows.read(row, view, clock.instant(), "the row");
      read.add(new OnlineRows.Placed(one, place));
    }
    return read;
  }

  /** What of a message goes online; nothing of one that cannot be read. */
  List<OnlineRows.Placed> readable(
      StreamTopics.Origin origin, ConsumerRecord<byte[], byte[]> record) {
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
