package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.Measured;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/**
 * Rows of 20 doubles from Parquet to Redis, newer wins and expiry included, beside the same calls
 * and unconditional writes of the same bytes over a bare socket. What is counted are rows.
 */
public final class Materialize implements Suite {
  private static final String ENTITY = "benchaccount";
  private static final String VIEW = "benchbalance";
  private static final int FEATURES = 20;

  /** Feast gets so many times fewer rows: a rate is all that is asked of it. */
  private static final int FEWER = 10;

  private final boolean peers;

  public Materialize(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "materialize";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    int entities = scale.of(1_000_000);
    Stage stage = new Stage(target);
    stage.define(ENTITY, List.of(VIEW), FEATURES, "");
    URI redis = Stage.redis();
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Runs(stage, entities));
    contenders.add(new PipedRows(PipedRows.Way.SCRIPT, redis, entities, FEATURES));
    contenders.add(new PipedRows(PipedRows.Way.UNCONDITIONAL, redis, entities, FEATURES));
    if (peers) {
      contenders.add(new FeastMaterialize(stage, redis, entities / FEWER, FEATURES));
    }
    return List.of(new Contest("%,d entities x %d".formatted(entities, FEATURES), contenders));
  }

  /** Each round is one run over news of every entity. */
  private record Runs(Stage stage, int entities) implements Contender {
    @Override
    public String name() {
      return "thermocline";
    }

    @Override
    public Measured measure(Duration length) {
      stage.ingest(
          ENTITY, VIEW, entities, FEATURES, System.currentTimeMillis() / 1000 % 20_000_000);
      JsonNode run = stage.materialize(List.of(VIEW)).getFirst();
      Duration took =
          Duration.between(
              Instant.parse(run.at("/job/startedAt").asString(run.get("requestedAt").asString())),
              Instant.parse(run.get("finishedAt").asString()));
      Histogram rows = new Histogram(Duration.ofMinutes(10).toNanos(), 3);
      rows.recordValueWithCount(took.toNanos() / entities, run.at("/job/done").asLong());
      long missing = entities - run.get("changed").asLong();
      return new Measured(rows, missing == 0 ? Map.of() : Map.of(0, missing), took);
    }
  }
}
