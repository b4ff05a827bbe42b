package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import dev.thermocline.bench.load.RedisPipe;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Online reads of 50 features over 5 views, in JSON and in bytes, beside the limits: a request to
 * the same server that does nothing, and the same rows out of Redis over a bare socket.
 */
public final class Online implements Suite {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ENTITY = "benchcustomer";
  private static final int FEATURES = 10;
  private static final List<String> VIEWS =
      IntStream.range(0, 5).mapToObj(i -> "benchview" + i).toList();

  private final boolean peers;

  public Online(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "online";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    int entities = scale.of(20_000);
    Stage stage = new Stage(target);
    stage.define(ENTITY, VIEWS, FEATURES, "");
    for (String view : VIEWS) {
      stage.ingest(
          ENTITY, view, entities, FEATURES, System.currentTimeMillis() / 1000 % 10_000_000);
    }
    stage.materialize(VIEWS);
    Map<String, String> binary = new HashMap<>(target.headers());
    binary.put("Accept", "application/vnd.thermocline.online");
    URI redis = Stage.redis();
    FeastServer feast = peers ? new FeastServer(redis, entities) : null;
    List<Contest> contests = new ArrayList<>();
    for (int asked : List.of(1, 10, 100)) {
      for (int clients : List.of(1, 16)) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(
            new HttpContender("json", clients, read(stage, target.headers(), asked, entities)));
        contenders.add(new HttpContender("binary", clients, read(stage, binary, asked, entities)));
        contenders.add(
            new HttpContender(
                "bare http", clients, n -> HttpRequest.get(stage.at("/livez"), target.headers())));
        contenders.add(
            new RedisContender(
                "bare redis", redis, clients, n -> rows(n, asked, entities), asked, 1));
        if (feast != null) {
          contenders.add(feast.read(clients, n -> ids(n, asked, entities)));
        }
        contests.add(
            new Contest(
                "%d entit%s x 50, %d client%s"
                    .formatted(asked, asked == 1 ? "y" : "ies", clients, clients == 1 ? "" : "s"),
                contenders));
      }
    }
    return contests;
  }

  private static LongFunction<HttpRequest> read(
      Stage stage, Map<String, String> headers, int asked, int entities) {
    List<String> features =
        VIEWS.stream()
            .flatMap(view -> IntStream.range(0, FEATURES).mapToObj(f -> view + ":f" + f))
            .toList();
    return n ->
        HttpRequest.post(
            stage.at("/api/v1/online/read"),
            headers,
            JSON.writeValueAsBytes(
                Map.of(
                    "features",
                    features,
                    "entities",
                    Map.of(ENTITY + "_id", ids(n, asked, entities).boxed().toList()))));
  }

  private static LongStream ids(long n, int asked, int entities) {
    return LongStream.range(0, asked).map(i -> (n * 7919 + i * 31) % entities);
  }

  private static byte[] rows(long n, int asked, int entities) {
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    ids(n, asked, entities)
        .forEach(id -> RedisPipe.command(commands, "HVALS", "features:" + ENTITY + "_" + id));
    return commands.toByteArray();
  }
}
