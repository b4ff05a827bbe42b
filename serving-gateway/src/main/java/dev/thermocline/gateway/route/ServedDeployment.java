package dev.thermocline.gateway.route;

import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelShelf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A deployment whose models are loaded. It is used between {@link #enter} and {@link #leave}; once
 * retired it lets nobody in, and gives its models back when the last has left.
 */
final class ServedDeployment {
  private final Deployment deployment;
  private final List<ModelShelf.Lease> arms;
  private final ModelShelf.@Nullable Lease shadow;

  /** Users plus one for the table that holds it. */
  private final AtomicInteger holders = new AtomicInteger(1);

  private ServedDeployment(
      Deployment deployment, List<ModelShelf.Lease> arms, ModelShelf.@Nullable Lease shadow) {
    this.deployment = deployment;
    this.arms = arms;
    this.shadow = shadow;
  }

  /** Loads every model, or none: what was taken is given back when one fails. */
  static ServedDeployment load(Deployment deployment, ModelShelf shelf) {
    List<ModelShelf.Lease> taken = new ArrayList<>();
    try {
      for (Deployment.Arm arm : deployment.arms()) {
        taken.add(shelf.lease(arm.version(), deployment.runtime(), deployment.remoteUrl()));
      }
      ModelShelf.Lease shadow = null;
      if (deployment.shadow() != null) {
        shadow = shelf.lease(deployment.shadow(), deployment.runtime(), deployment.remoteUrl());
      }
      return new ServedDeployment(deployment, List.copyOf(taken), shadow);
    } catch (RuntimeException | Error failure) {
      taken.forEach(ModelShelf.Lease::close);
      throw failure;
    }
  }

  Deployment deployment() {
    return deployment;
  }

  LoadedModel arm(int index) {
    return arms.get(index).model();
  }

  @Nullable LoadedModel shadow() {
    return shadow == null ? null : shadow.model();
  }

  boolean enter() {
    while (true) {
      int now = holders.get();
      if (now == 0) {
        return false;
      }
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void leave() {
    if (holders.decrementAndGet() == 0) {
      arms.forEach(ModelShelf.Lease::close);
      if (shadow != null) {
        shadow.close();
      }
    }
  }

  /** Called once, by the table that held it. */
  void retire() {
    leave();
  }
}
