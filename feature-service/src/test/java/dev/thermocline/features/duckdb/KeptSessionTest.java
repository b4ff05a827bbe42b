package dev.thermocline.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class KeptSessionTest {
  @TempDir private Path folder;
  private DuckSessions sessions;
  private KeptSession kept;

  @BeforeEach
  void keep() {
    sessions = DuckEngine.sessions(folder, DataSize.ofMegabytes(128), 2);
    kept = sessions.keep();
  }

  @AfterEach
  void close() {
    sessions.close();
  }

  @Test
  void isTheSameFromWorkToWorkUntilSomeFails() {
    kept.use(session -> run(session, "CREATE TABLE left_behind (a INTEGER)"));
    Path first = kept.use(session -> run(session, "INSERT INTO left_behind VALUES (1)"));

    assertThatThrownBy(() -> kept.use(session -> run(session, "SELECT nothing")))
        .isInstanceOf(DuckFailure.class);

    assertThat(first).doesNotExist();
    Path second = kept.use(session -> run(session, "CREATE TABLE left_behind (a INTEGER)"));
    assertThat(second).exists().isNotEqualTo(first);
  }

  @Test
  void waitsForNobody() {
    // There is one turn.
    try (DuckSession other = sessions.open()) {
      Path own = kept.use(session -> run(session, "SELECT 1"));
      assertThat(own).isNotEqualTo(other.folder());
    }
  }

  @Test
  void hasOneThread() {
    long threads = kept.use(session -> session.number("SELECT current_setting('threads')"));
    assertThat(threads).isEqualTo(1);
  }

  @Test
  void leavesNothingBehindInTheEnd() throws IOException {
    kept.use(session -> run(session, "SELECT 1"));
    sessions.close();
    try (Stream<Path> left = Files.list(folder.resolve("duckdb"))) {
      assertThat(left.toList()).isEqualTo(List.of());
    }
  }

  private static Path run(DuckSession session, String sql) {
    session.run(sql);
    return session.folder();
  }
}
