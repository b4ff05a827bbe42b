package dev.thermocline.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DuckSessionTest {
  @TempDir private Path folder;
  private DuckSession session;

  @BeforeEach
  void open() {
    session = DuckEngine.sessions(folder, DataSize.ofMegabytes(128), 2).open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void readsStatementsInTurn() {
    for (int statements = 1; statements <= 5; statements++) {
      assertThat(read(ranges(statements)))
          .containsExactlyElementsOf(LongStream.range(0, statements * 5_000L).boxed().toList());
    }
  }

  @Test
  void saysWhatIsWrongWithOneOfThem() {
    List<String> statements = new ArrayList<>(ranges(3));
    statements.set(2, "SELECT error('no third')");
    List<Long> read = new ArrayList<>();
    assertThatThrownBy(() -> session.each(statements, row -> read.add(row.getLong(1))))
        .isInstanceOf(DuckFailure.class)
        .hasMessageContaining("no third");
    assertThat(read).hasSize(10_000);
  }

  @Test
  void endsTheNextWhenAReaderFails() {
    List<String> endless =
        List.of("SELECT 1", "SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 1.5");
    assertThatThrownBy(() ->
            session.each(
                endless,
                row -> {
                  throw new IllegalStateException("enough");
                }))
        .hasMessage("enough");
  }

  @Test
  void canBeCancelledBetweenRows() {
    assertThatThrownBy(() -> session.each(ranges(3), row -> session.cancel()))
        .isInstanceOf(DuckFailure.class)
        .extracting(e -> ((DuckFailure) e).kind())
        .isEqualTo(DuckFailure.Kind.CANCELLED);
  }

  private List<Long> read(List<String> statements) {
    List<Long> rows = new ArrayList<>();
    session.each(statements, row -> rows.add(row.getLong(1)));
    return rows;
  }

  private static List<String> ranges(int statements) {
    return IntStream.range(0, statements)
        .mapToObj(
            i -> "SELECT * FROM range(%d, %d) ORDER BY 1".formatted(i * 5_000, i * 5_000 + 5_000))
        .toList();
  }
}
