package dev.thermocline.features.hot;

import org.springframework.stereotype.Component;

/** Whether the features Redis lost data that has not been brought back yet. */
@Component
public class Recovery {
  private volatile boolean recovering;

  public boolean isRecovering() {
    return recovering;
  }

  public void set(boolean recovers) {
    recovering = recovers;
  }
}
