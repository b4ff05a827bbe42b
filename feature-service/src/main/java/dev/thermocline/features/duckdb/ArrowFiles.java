package dev.thermocline.features.duckdb;

import dev.thermocline.features.offline.ArrowConversion;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Arrow by way of DuckDB, which reads and writes record batches in place. */
public final class ArrowFiles implements ArrowConversion {
  private static final byte[] FILE_MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final long BATCH = 65_536;

  private final DuckSessions sessions;
  private final long memory;

  public ArrowFiles(DuckSessions sessions, OfflineSettings settings) {
    this.sessions = sessions;
    this.memory = settings.memoryLimit().toBytes();
  }

  @Override
  public void toParquet(Path arrow, Path parquet) {
    try (DuckSession session = sessions.open()) {
      toParquet(session, arrow, parquet, memory);
    } catch (DuckFailure e) {
      throw SourceFile.refusal(e, "ARROW");
    }
  }

  /** As {@link #toParquet(Path, Path)}, on a session that is open. */
  public static void toParquet(DuckSession session, Path arrow, Path parquet, long memory) {
    try (BufferAllocator allocator = new RootAllocator(memory);
        ArrowReader reader = reader(arrow, allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      try {
        ArrowCheck.schema(reader.getVectorSchemaRoot().getSchema());
        Data.exportArrayStream(allocator, reader, stream);
        session.registerArrow("arrow_rows", stream);
        session.run(
            "COPY (SELECT * FROM arrow_rows) TO %s (FORMAT parquet)"
                .formatted(Sql.text(parquet.toString())));
      } catch (DuckFailure e) {
        // What our own check of a batch said comes back through DuckDB as text.
        throw ArrowCheck.said(e).orElse(e);
      }
    } catch (OutOfMemoryException e) {
      throw new ThermoclineException(
          ErrorKind.TOO_LARGE,
          "A record batch of the Arrow file does not fit into thermocline.offline.memory-limit. Write smaller batches, or raise it.",
          e);
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "The file cannot be read as ARROW: %s. Send an uncompressed IPC stream or file that is whole."
              .formatted(e.getMessage()),
          e);
    }
  }

  private static ArrowReader reader(Path file, BufferAllocator allocator) throws IOException {
    byte[] head = new byte[FILE_MAGIC.length];
    try (InputStream in = Files.newInputStream(file)) {
      if (in.readNBytes(head, 0, head.length) < head.length) {
        throw new IOException("it is too short");
      }
    }
    if (java.util.Arrays.equals(head, FILE_MAGIC)) {
      return new ArrowFileReader(FileChannel.open(file), allocator) {
        @Override
        public boolean loadNextBatch() throws IOException {
          boolean more = super.loadNextBatch();
          if (more) {
            ArrowCheck.batch(getVectorSchemaRoot(), this);
          }
          return more;
        }
      };
    }
    ArrowFraming.check(file);
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20);
    return new ArrowStreamReader(in, allocator) {
      @Override
      public boolean loadNextBatch() throws IOException {
        boolean more = super.loadNextBatch();
        if (more) {
          ArrowCheck.batch(getVectorSchemaRoot(), this);
        }
        return more;
      }
    };
  }

  @Override
  public void toArrow(Path parquet, Path arrow) {
    try (DuckSession session = sessions.open();
        BufferAllocator allocator = new RootAllocator(memory);
        OutputStream out = Files.newOutputStream(arrow)) {
      session.arrow(
          "SELECT * FROM read_parquet(%s, hive_partitioning = false)"
              .formatted(Sql.text(parquet.toString())),
          allocator,
          BATCH,
          reader -> {
            try (ArrowStreamWriter writer =
                new ArrowStreamWriter(
                    reader.getVectorSchemaRoot(), reader, Channels.newChannel(out))) {
              writer.start();
              while (reader.loadNextBatch()) {
                writer.writeBatch();
              }
              writer.end();
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("The rows cannot be written as Arrow", e);
    }
  }
}
