package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** Rows of 10 doubles pushed over HTTP: kept in the log and online before each answer. */
public final class Push implements Suite {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ENTITY = "benchsensor";
  private static final int FEATURES = 10;
  private static final int ENTITIES = 10_000;

  @Override
  public String name() {
    return "push";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    Stage stage = new Stage(target);
    stage.define(ENTITY, List.of("benchreading"), FEATURES, "benchpush");
    AtomicLong moment = new AtomicLong(1_767_225_600_000_000L + System.nanoTime() / 1000);
    List<Contest> contests = new ArrayList<>();
    for (int rows : List.of(1, 100)) {
      for (int clients : List.of(1, 16)) {
        contests.add(
            new Contest(
                "push of %d row%s, %d client%s"
                    .formatted(rows, rows == 1 ? "" : "s", clients, clients == 1 ? "" : "s"),
                List.of(
                    new HttpContender(
                        "thermocline",
                        clients,
                        n ->
                            HttpRequest.post(
                                stage.at("/api/v1/push"), target.headers(), body(n, rows, moment))),
                    new HttpContender(
                        "bare http",
                        clients,
                        n -> HttpRequest.get(stage.at("/livez"), target.headers())))));
      }
    }
    return contests;
  }

  private static byte[] body(long n, int rows, AtomicLong moment) {
    List<Map<String, Object>> all = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      Map<String, Object> row = new HashMap<>();
      row.put(ENTITY + "_id", (n * rows + i) % ENTITIES);
      row.put("event_time", moment.getAndIncrement());
      for (int f = 0; f < FEATURES; f++) {
        row.put("f" + f, n * 0.1 + f);
      }
      all.add(row);
    }
    return JSON.writeValueAsBytes(Map.of("source", "benchpush", "rows", all));
  }
}
