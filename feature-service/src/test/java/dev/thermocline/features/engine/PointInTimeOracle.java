package dev.thermocline.features.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.join.JoinEngine.JoinResult;
import dev.thermocline.features.join.JoinEngine.JoinTask;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.join.JoinEngine.Output;
import dev.thermocline.features.offline.RowFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the join against one that looks at every row. Entities do not touch each other, so each of
 * the entities of a round is a case of its own: the rounds below are some ten thousand cases.
 */
public abstract class PointInTimeOracle {
  private static final int ROUNDS = Integer.getInteger("join.rounds", 40);
  private static final long SEED = Long.getLong("join.seed", 17);
  private static final int PATIENTS = 120;
  private static final int PROBES = 4;

  @TempDir static Path root;

  /** An engine that works in a folder with so many threads. */
  protected abstract OfflineEngine engine(Path folder, int threads);

  private record Probe(@Nullable Long patient, String site, long moment) {}

  static List<Integer> rounds() {
    List<Integer> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(i);
    }
    return rounds;
  }

  @ParameterizedTest(name = "round {0}")
  @MethodSource("rounds")
  void givesTheRowsThatANaiveJoinGives(int round) throws IOException, SQLException {
    RandomGenerator random = new Random(round * 7919L + SEED);
    Path folder = Files.createDirectories(root.resolve("round" + round));
    OfflineEngine engine = engine(folder, 1 + round % 2);
    List<World> worlds = new ArrayList<>();
    int views = random.nextInt(1, 4);
    for (int i = 0; i < views; i++) {
      World world = new World(random, engine.files(), folder, "view" + i, PATIENTS);
      world.live();
      worlds.add(world);
    }
    List<Probe> probes = probes(random, worlds.getFirst());
    boolean loose = round % 4 == 3;
    JoinResult result =
        engine.joins().run(task(folder, probes, worlds, loose), JoinEngine.Progress.NONE);

    assertThat(read(folder, worlds)).isEqualTo(expected(probes, worlds, loose));
    assertThat(result.rows()).isEqualTo(probes.size());
    for (int i = 0; i < views; i++) {
      assertThat(result.views().get(i).leaked()).isEqualTo(leaks(probes, worlds.get(i)));
    }
  }

  private static List<Probe> probes(RandomGenerator random, World world) {
    List<Probe> probes = new ArrayList<>();
    for (long patient = 0; patient < PATIENTS + 5; patient++) {
      for (int i = 0; i < PROBES; i++) {
        long off = random.nextInt(3) == 0 ? random.nextInt(-1, 2) : 0;
        long moment = World.START + random.nextInt(-2, World.TICKS + 6) * World.TICK + off;
        Probe probe =
            new Probe(random.nextInt(20) == 0 ? null : Long.valueOf(patient), world.site(), moment);
        probes.add(probe);
        if (random.nextInt(10) == 0) {
          probes.add(probe);
        }
      }
    }
    Collections.shuffle(probes, new Random(random.nextLong()));
    return probes;
  }

  private static JoinTask task(Path folder, List<Probe> probes, List<World> worlds, boolean loose)
      throws IOException {
    StringBuilder csv = new StringBuilder("label,patient_id,site,at\n");
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      csv.append(i).append(',').append(probe.patient() == null ? "" : probe.patient());
      csv.append(",\"").append(probe.site().replace("\"", "\"\"")).append("\",");
      csv.append(World.time(probe.moment())).append('\n');
    }
    Path rows = Files.writeString(folder.resolve("probes.csv"), csv);
    List<JoinView> views = new ArrayList<>();
    for (World world : worlds) {
      String name = world.view().name() + "__";
      int first = views.size() * 3;
      views.add(
          new JoinView(
              world.scan(),
              List.of(
                  new Output("beats", first, name + "beats"),
                  new Output("bp", first + 1, name + "bp"),
                  new Output("note", first + 2, name + "note"))));
    }
    return new JoinTask(
        rows,
        RowFiles.Format.CSV,
        "at",
        views,
        List.of(),
        loose,
        true,
        folder.resolve("result.parquet"));
  }

  private static List<List<@Nullable Object>> read(Path folder, List<World> worlds)
      throws SQLException {
    String features =
        worlds.stream()
            .map(w -> w.view().name())
            .map(v -> ", %1$s__beats, %1$s__bp, %1$s__note".formatted(v))
            .collect(Collectors.joining());
    return Parquet.rows(folder.resolve("result.parquet"), "label" + features);
  }

  private static List<List<@Nullable Object>> expected(
      List<Probe> probes, List<World> worlds, boolean loose) {
    List<NaiveJoin> naive = worlds.stream().map(World::naive).toList();
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      List<@Nullable Object> values = new ArrayList<>();
      values.add((long) i);
      for (NaiveJoin world : naive) {
        World.Row row = world.find(probe.patient(), probe.site(), probe.moment(), loose);
        values.add(row == null ? null : row.beats());
        values.add(row == null ? null : row.bp());
        values.add(row == null ? null : row.note());
      }
      expected.add(values);
    }
    return expected;
  }

  private static long leaks(List<Probe> probes, World world) {
    NaiveJoin naive = world.naive();
    return probes.stream()
        .filter(p -> {
          World.Row exact = naive.find(p.patient(), p.site(), p.moment(), false);
          World.Row loose = naive.find(p.patient(), p.site(), p.moment(), true);
          return !(exact == null ? loose == null : loose != null && exact.equals(loose));
        })
        .count();
  }
}
