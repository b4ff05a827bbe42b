package dev.thermocline.registry.model;

import java.time.Clock;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model that nobody else can change now: as one change finds it, and what that change writes. */
final class HeldModel {
  private final ModelWrites writes;
  private final Set<String> served;
  private final Clock clock;
  private final @Nullable String requestId;
  private RegisteredModel model;

  HeldModel(
      RegisteredModel model,
      Set<String> served,
      ModelWrites writes,
      Clock clock,
      @Nullable String requestId) {
    this.model = model;
    this.served = served;
    this.writes = writes;
    this.clock = clock;
    this.requestId = requestId;
  }

  RegisteredModel model() {
    return model;
  }

  /** Whether the alias decides what a deployment serves. */
  boolean isServed(String alias) {
    return served.contains(alias);
  }

  /** The request that the change is made for. */
  @Nullable String requestId() {
    return requestId;
  }

  /** The model's next state, with its own revision and time. */
  RegisteredModel step(UnaryOperator<RegisteredModel> change) {
    model = Changes.touched(change.apply(model), Moments.after(clock, model.updatedAt()));
    writes.add(model);
    return model;
  }

  ModelWrites writes() {
    return writes;
  }
}
