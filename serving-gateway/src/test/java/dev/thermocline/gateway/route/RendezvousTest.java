package dev.thermocline.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.ModelVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final int KEYS = 100_000;

  private static Deployment.Arm arm(double weight, String alias) {
    return new Deployment.Arm(weight, alias, new ModelVersion("m", alias, null, "d", "p/"));
  }

  private static int[] choices(Deployment.Arm... arms) {
    int[] choices = new int[KEYS];
    for (int i = 0; i < KEYS; i++) {
      choices[i] = Rendezvous.choose("patient_id=" + i, List.of(arms));
    }
    return choices;
  }

  @Test
  void givesEachArmItsShare() {
    int[] choices = choices(arm(50, "a"), arm(30, "b"), arm(20, "c"));
    double[] shares = {0.5, 0.3, 0.2};
    int[] counts = new int[3];
    for (int choice : choices) {
      counts[choice]++;
    }
    for (int i = 0; i < 3; i++) {
      // Five standard deviations of the binomial: one run in a million fails by chance.
      double bound = 5 * Math.sqrt(KEYS * shares[i] * (1 - shares[i]));
      assertThat((double) counts[i]).isBetween(KEYS * shares[i] - bound, KEYS * shares[i] + bound);
    }
  }

  @Test
  void movesOnlyTheShareThatMustMove() {
    int[] before = choices(arm(90, "a"), arm(10, "b"));
    int[] after = choices(arm(80, "a"), arm(20, "b"));
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      if (before[i] != after[i]) {
        assertThat(before[i]).isEqualTo(0);
        moved++;
      }
    }
    double bound = 5 * Math.sqrt(KEYS * 0.1 * 0.9);
    assertThat((double) moved).isBetween(KEYS * 0.1 - bound, KEYS * 0.1 + bound);
  }

  @Test
  void keepsEverybodyWhereTheyWereWhenAnArmWithoutWeightComes() {
    int[] before = choices(arm(1, "a"), arm(1, "b"));
    assertThat(choices(arm(1, "a"), arm(1, "b"), arm(0, "c"))).isEqualTo(before);
  }
}
