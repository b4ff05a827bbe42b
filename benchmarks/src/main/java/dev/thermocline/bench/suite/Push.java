package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of 10 doubles pushed over HTTP, each kept in the log and online before its answer, beside
 * Feast's push to the same Redis, which keeps no log; and rows that come through the topic.
 */
public final class Push implements Suite {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int ENTITIES = 10_000;
  private static final int STREAM_PACE = 20_000;

  private final boolean peers;

  public Push(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "push";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    Stage stage = new Stage(target);
    stage.define(Readings.ENTITY, List.of(Readings.VIEW), Readings.FEATURES, Readings.SOURCE);
    stage.push(Readings.SOURCE, row(0, 0, System.currentTimeMillis() * 1000 - 7_200_000_000L));
    FeastServer feast = peers ? new FeastServer(Stage.redis(), 1) : null;
    List<Contest> contests = new ArrayList<>();
    for (int rows : List.of(1, 100)) {
      for (int clients : List.of(1, 16)) {
        contests.add(
            new Contest(
                "push of %d row%s, %d client%s"
                    .formatted(rows, rows == 1 ? "" : "s", clients, clients == 1 ? "" : "s"),
                contenders(stage, target, feast, rows, clients)));
      }
    }
    contests.add(
        new Contest(
            "kafka to online, ages at %,d rows/s".formatted(STREAM_PACE),
            List.of(new Freshness(Stage.redis(), STREAM_PACE)),
            " samples/s"));
    contests.add(
        new Contest(
            "kafka to parquet, more than it takes",
            List.of(new IntoFiles(stage, Math.max(250_000, scale.of(1_000_000)))),
            " rows/s"));
    return contests;
  }

  private static List<Contender> contenders(
      Stage stage, Target target, @Nullable FeastServer feast, int rows, int clients) {
    AtomicLong moment = new AtomicLong(System.currentTimeMillis() * 1000 - 3_600_000_000L);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        new HttpContender(
            "thermocline",
            clients,
            n ->
                HttpRequest.post(
                    stage.at("/api/v1/push"), target.headers(), body(n, rows, moment))));
    contenders.add(
        new HttpContender(
            "bare http", clients, n -> HttpRequest.get(stage.at("/livez"), target.headers())));
    contenders.add(new KafkaContender(clients, rows));
    if (feast != null) {
      contenders.add(feast.push(clients, n -> frame(n, rows, moment)));
    }
    return contenders;
  }

  private static byte[] body(long n, int rows, AtomicLong moment) {
    List<Map<String, Object>> all = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      all.add(row((n * rows + i) % ENTITIES, n, moment.getAndIncrement()));
    }
    return JSON.writeValueAsBytes(Map.of("source", Readings.SOURCE, "rows", all));
  }

  private static Map<String, Object> row(long sensor, long n, long moment) {
    Map<String, Object> row = new HashMap<>();
    row.put(Readings.ENTITY + "_id", sensor);
    row.put("event_time", moment);
    for (int f = 0; f < Readings.FEATURES; f++) {
      row.put("f" + f, n * 0.1 + f);
    }
    return row;
  }

  /** The same rows by columns, as Feast takes them. */
  private static Map<String, Object> frame(long n, int rows, AtomicLong moment) {
    List<Object> ids = new ArrayList<>(rows);
    List<Object> times = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      ids.add((n * rows + i) % ENTITIES);
      long micros = moment.getAndIncrement();
      times.add(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000).toString());
    }
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("sensor_id", ids);
    frame.put("event_timestamp", times);
    for (int f = 0; f < Readings.FEATURES; f++) {
      double value = n * 0.1 + f;
      frame.put("f" + f, java.util.Collections.nCopies(rows, value));
    }
    return frame;
  }
}
