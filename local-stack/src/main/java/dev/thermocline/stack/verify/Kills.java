package dev.thermocline.stack.verify;

import dev.thermocline.stack.build.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * A platform of its own, in which every part is killed in turn: {@code status} must say so, {@code
 * up} must repair it, and what was acknowledged before must still be there.
 */
final class Kills {
  private static final String SUPERVISOR = "supervisor";
  private static final int NOT_ALL_UP = 3;

  private final PlatformUnderTest platform;
  private int passed;
  private int failed;

  private Kills(PlatformUnderTest platform) {
    this.platform = platform;
  }

  static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(System.getenv().getOrDefault("THERMOCLINE_SEED", "1"));
    long seconds =
        Long.parseLong(System.getenv().getOrDefault("THERMOCLINE_BUDGET_SECONDS", "3000"));
    int rounds = Boolean.parseBoolean(System.getenv("THERMOCLINE_FULL")) ? 3 : 1;
    long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Path home = Files.createTempDirectory("thermocline-kills-");
    int failures;
    try (PlatformUnderTest platform = new PlatformUnderTest(Path.of(arguments[0]), home)) {
      failures = new Kills(platform).run(rounds, new Random(seed), deadline);
    } finally {
      Folders.delete(home);
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private int run(int rounds, Random random, long deadline) throws Exception {
    check("the first start", platform.up() == 0);
    Witness witness = new Witness(platform);
    for (int round = 1; round <= rounds; round++) {
      List<String> parts = new ArrayList<>(platform.parts());
      parts.remove(SUPERVISOR);
      Collections.shuffle(parts, random);
      parts.add(SUPERVISOR);
      for (String part : parts) {
        if (System.nanoTime() > deadline) {
          check("round " + round + ", " + part + ": out of time", false);
          return report();
        }
        System.out.println("round " + round + ": kill -9 " + part);
        kill(part, witness);
      }
    }
    return report();
  }

  private void kill(String part, Witness witness) throws Exception {
    witness.write();
    ProcessHandle process = platform.process(part);
    process.destroyForcibly();
    process.onExit().join();
    platform.awaitNoticed(part);

    PlatformUnderTest.Result status = platform.run("status", "--json");
    check(part + ": status exits with 3", status.code() == NOT_ALL_UP);
    if (part.equals(SUPERVISOR)) {
      check(part + ": status says that it was killed", status.output().contains("was killed"));
    } else {
      JsonNode said = PlatformUnderTest.part(status.output(), part);
      check(part + ": status says died", said.path("state").asString().equals("died"));
      check(part + ": status says how", said.path("ended").asString().contains("signal 9"));
    }
    check(part + ": up repairs", platform.up() == 0);
    check(part + ": status is well again", platform.run("status").code() == 0);
    for (String lost : witness.lost()) {
      check(part + ": lost " + lost, false);
    }
    check(part + ": all that was acknowledged is there", witness.lost().isEmpty());
  }

  private void check(String what, boolean holds) {
    if (holds) {
      passed++;
    } else {
      failed++;
      System.out.println("FAILED " + what);
    }
  }

  private int report() {
    System.out.println(passed + " passed, " + failed + " failed");
    return failed;
  }
}
