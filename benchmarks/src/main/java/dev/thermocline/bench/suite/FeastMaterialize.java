package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import java.net.URI;
import java.time.Duration;

/** {@code feast materialize} of rows like ours to the same Redis; it times itself. */
record FeastMaterialize(Stage stage, URI redis, int entities, int features) implements Contender {
  @Override
  public String name() {
    return "feast";
  }

  @Override
  public Measured measure(Duration length) {
    String rows =
        stage
            .rows("account_id", "event_timestamp", entities, features, System.nanoTime() % 10_000)
            .toString();
    return Measured.once(
        PeerScript.seconds(
            "feast_materialize.py", redis.toString(), rows, Integer.toString(features)),
        entities);
  }
}
