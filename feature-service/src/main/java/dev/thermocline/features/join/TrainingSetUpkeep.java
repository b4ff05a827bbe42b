package dev.thermocline.features.join;

import dev.thermocline.features.hot.Ticker;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Looks after training sets now and then. All of it may be done by several replicas at once. */
@Component
public final class TrainingSetUpkeep {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

  private final Ticker registering;
  private final Ticker sweeping;

  public TrainingSetUpkeep(TrainingSets sets) {
    this.registering =
        new Ticker("training-set-registration", BETWEEN_TRIES, sets::registerWaiting);
    this.sweeping = new Ticker("training-set-sweep", BETWEEN_SWEEPS, sets::sweep);
  }

  @PreDestroy
  void stop() {
    registering.close();
    sweeping.close();
  }
}
