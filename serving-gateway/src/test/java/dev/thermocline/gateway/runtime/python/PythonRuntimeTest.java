package dev.thermocline.gateway.runtime.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real workers with real models, whoever starts them. */
@ParameterizedClass
@EnumSource
class PythonRuntimeTest {
  private static final Signature COLUMNS =
      new ColumnSignature(
          List.of(
              new ColumnSignature.Column("age", ColumnType.LONG, true),
              new ColumnSignature.Column("bp", ColumnType.DOUBLE, true),
              new ColumnSignature.Column("bmi", ColumnType.DOUBLE, true)));
  private static final RawInputs ANYTHING =
      new RawInputs.Table(List.of("a"), List.of(List.of(1.0)));

  @TempDir private static Path workers;
  private static PythonModels models;
  private static RunningSupervisor supervisor;

  private final Way way;

  PythonRuntimeTest(Way way) {
    this.way = way;
  }

  enum Way {
    AS_CHILDREN,
    THROUGH_A_SUPERVISOR
  }

  @BeforeAll
  static void makeModels() throws Exception {
    models = PythonModels.shared();
    supervisor = new RunningSupervisor(models, workers);
  }

  @AfterAll
  static void stopTheSupervisor() {
    supervisor.close();
  }

  @Test
  void answersWhatMlflowAnswersAtOnceAndSideBySide() throws Exception {
    JsonNode question = json("question.json");
    List<List<Object>> rows = new ArrayList<>();
    for (JsonNode row : question) {
      rows.add(List.of(row.get(0).asLong(), row.get(1).asDouble(), row.get(2).asDouble()));
    }
    double[] expected = new double[rows.size() * 2];
    JsonNode answer = json("answer.json");
    for (int i = 0; i < expected.length; i++) {
      expected[i] = answer.get(i).asDouble();
    }
    RawInputs table = new RawInputs.Table(List.of("age", "bp", "bmi"), rows);

    try (PythonModel model = load("forest", COLUMNS, Duration.ofSeconds(30))) {
      List<Callable<double[]>> callers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        callers.add(() -> doubles(ask(model, table)));
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var got : threads.invokeAll(callers)) {
          assertThat(got.get()).containsExactly(expected);
        }
      }
      for (int i = 0; i < rows.size(); i++) {
        RawInputs one = new RawInputs.Table(List.of("age", "bp", "bmi"), List.of(rows.get(i)));
        assertThat(doubles(ask(model, one))).containsExactly(expected[2 * i], expected[2 * i + 1]);
      }
    }
  }

  @Test
  void startsAnotherWorkerWhenAllAreBusyAndMissesNoneThatEnds() throws Exception {
    RawInputs row =
        new RawInputs.Table(List.of("age", "bp", "bmi"), List.of(List.of(61L, 1.0, 2.0)));
    try (PythonModel model = load("forest", COLUMNS, Duration.ofSeconds(30))) {
      double[] expected = doubles(ask(model, row));
      assertThat(model.workers().count()).isOne();

      Deadline patience = Deadline.in(Duration.ofMinutes(1));
      while (model.workers().count() < 2) {
        patience.require("a second worker was there");
        askSideBySide(model, row, expected);
      }
      Worker first = worker(model);
      first.kill();
      first.ended().get(10, TimeUnit.SECONDS);
      askSideBySide(model, row, expected);
    }
  }

  private static void askSideBySide(PythonModel model, RawInputs row, double[] expected)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<double[]> question = () -> doubles(ask(model, row));
      for (var got : threads.invokeAll(Collections.nCopies(16, question))) {
        assertThat(got.get()).containsExactly(expected);
      }
    }
  }

  @Test
  void startsAWorkerAnewThatWasKilledAndLeavesNoneBehind() throws Exception {
    PythonModel model = load("curious", null, Duration.ofSeconds(30));
    Worker first = worker(model);
    first.kill();
    first.ended().get(10, TimeUnit.SECONDS);

    Tensor answer = models.eventually(model, ANYTHING);

    assertThat(answer.count()).isEqualTo(2);
    Worker second = worker(model);
    model.close();
    second.ended().get(10, TimeUnit.SECONDS);
    assertThat(second.pid()).isNotEqualTo(first.pid());
  }

  @Test
  void givesAWorkerNeitherSecretsNorANetwork() throws IOException {
    try (PythonModel model = load("curious", null, Duration.ofSeconds(30))) {
      Tensor answer = ask(model, ANYTHING);

      assertThat(answer.stringAt(0).split(" ", -1))
          .allMatch(
              name ->
                  Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE", "PYTHONPATH").contains(name)
                      || name.startsWith("PYTHON")
                      || name.startsWith("MLFLOW_")
                      || name.startsWith("_MLFLOW_")
                      || name.endsWith("_NUM_THREADS"),
              "names that no secret has");
      assertThat(worker(model).hasNetwork()).isFalse();
      assertThat(answer.stringAt(1)).isEqualTo("PermissionError");
    }
  }

  @Test
  void saysWhyAModelCannotBeServed() {
    assertThatThrownBy(() -> load("broken", null, Duration.ofSeconds(30)))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("broken version 1 cannot be served by Python")
        .hasMessageContaining("there is no such library");
  }

  @Test
  void killsAndRestartsAWorkerThatHangs() throws Exception {
    try (PythonModel model = load("hangs", null, Duration.ofSeconds(3))) {
      Worker hanging = worker(model);

      assertThatThrownBy(() ->
              model.run(model.signature().enforce(ANYTHING), Deadline.in(Duration.ofMillis(500))))
          .isInstanceOfSatisfying(
              ThermoclineException.class,
              e -> assertThat(e.kind()).isEqualTo(ErrorKind.DEADLINE_EXCEEDED));

      hanging.ended().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void keepsAQuestionUntilAWorkerIsFree() throws Exception {
    try (PythonModel model = load("hangs", null, Duration.ofSeconds(30));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> failure(model, Duration.ofSeconds(3)));
      Awaitility.await().until(() -> model.workers().asked() == 1);

      assertThat(failure(model, Duration.ofMillis(300)))
          .contains("before a worker of the model was free");
      assertThat(first.get()).contains("before the model's worker answered");
    }
  }

  private static String failure(PythonModel model, Duration patience) {
    ThermoclineException failed =
        catchThrowableOfType(
            ThermoclineException.class,
            () -> model.run(model.signature().enforce(ANYTHING), Deadline.in(patience)));
    return String.valueOf(failed.getMessage());
  }

  private static Tensor ask(PythonModel model, RawInputs inputs) {
    return model
        .run(model.signature().enforce(inputs), Deadline.in(Duration.ofSeconds(30)))
        .getFirst();
  }

  private static double[] doubles(Tensor tensor) {
    double[] values = new double[tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.doubleAt(i);
    }
    return values;
  }

  private PythonModel load(String name, @Nullable Signature signature, Duration longest) {
    WorkerLauncher launcher =
        switch (way) {
          case AS_CHILDREN -> models.ownProcesses(longest);
          case THROUGH_A_SUPERVISOR -> models.supervised(supervisor.socket(), longest);
        };
    return models.load(launcher, name, signature, longest);
  }

  private static Worker worker(PythonModel model) {
    return Objects.requireNonNull(model.workers().first().current());
  }

  private static JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(models.folder().resolve(name)));
  }
}
