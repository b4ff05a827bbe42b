package dev.thermocline.gateway.runtime.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can only go wrong where another process starts the workers. */
class SupervisedProcessesTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void saysThatNoSupervisorIsThere() {
    PythonModels models = new PythonModels(folder, folder);

    assertThatThrownBy(() ->
            models.load(
                models.supervised(folder.resolve("supervisor.sock"), LONGEST), "a", null, LONGEST))
        .isInstanceOfSatisfying(
            ThermoclineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
        .hasMessageContaining("a version 1 cannot be served by Python: no supervisor answers at ")
        .hasMessageContaining("thermocline.python.supervisor");
  }

  @Test
  void saysTheSameOfASupervisorThatIsBeingKilled() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("dying.sock"));
    try (ServerSocketChannel dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dying.bind(address);
      Thread _ =
          Thread.ofVirtual()
              .start(() -> {
                try (SocketChannel _ = dying.accept()) {
                  // It is closed before it was answered.
                } catch (IOException stopped) {
                  throw new UncheckedIOException(stopped);
                }
              });

      assertThat(new SupervisorCalls(address.getPath(), "a").reason(LONGEST))
          .startsWith("no supervisor answers at ");
    }
  }

  @Test
  void startsAWorkerAnewWhoseSupervisorWasKilled() throws Exception {
    PythonModels models = PythonModels.shared();
    RawInputs anything = new RawInputs.Table(List.of("a"), List.of(List.of(1.0)));
    RunningSupervisor killed = new RunningSupervisor(models, folder);
    try (PythonModel model =
        models.load(models.supervised(killed.socket(), LONGEST), "curious", null, LONGEST)) {
      Worker first = Objects.requireNonNull(model.workers().first().current());

      killed.kill();
      first.ended().get(10, TimeUnit.SECONDS);

      assertThat(first.end()).contains("no supervisor answers");
      try (RunningSupervisor _ = new RunningSupervisor(models, folder)) {
        assertThat(models.eventually(model, anything).count()).isEqualTo(2);
      }
    }
  }

  @Test
  void asksForNoModelThatTheSupervisorDoesNotSee(@TempDir Path elsewhere) {
    WorkerLauncher launcher =
        new PythonModels(folder, folder).supervised(folder.resolve("s"), LONGEST);
    ModelFolder model = new ModelFolder(elsewhere, Set.of(), 0);

    assertThatThrownBy(() -> launcher.launch(PythonModels.version("a"), model))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("which is what the supervisor sees");
  }
}
