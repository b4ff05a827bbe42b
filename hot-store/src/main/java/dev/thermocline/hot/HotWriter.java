package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows, newer wins. Every write is idempotent and commutes with every other one: it may be
 * repeated after any failure, from anywhere, in any order. Safe for many threads.
 */
public final class HotWriter {
  private static final byte[] SCRIPT = script();
  private static final byte[] SCRIPT_SHA = sha1Hex(SCRIPT);

  /** Keys that share one call on a single server: cheap enough for one not to delay readers. */
  private static final int KEYS_PER_CALL = 20;

  private final HotConnection connection;

  public HotWriter(HotConnection connection) {
    this.connection = connection;
  }

  /** The rows of one entity. */
  public static final class EntityWrite {
    private final byte[] key;
    private final Duration retention;
    private final List<RowWrite> rows;

    /**
     * Rows to write.
     *
     * @param key made by {@link EntityKey}
     * @param retention how long Redis keeps the entity from now on at least
     */
    public EntityWrite(byte[] key, Duration retention, List<RowWrite> rows) {
      if (retention.toSeconds() < 1) {
        throw new IllegalArgumentException("A retention is one second at least, not " + retention);
      }
      this.key = key;
      this.retention = retention;
      this.rows = rows;
    }

    /** Whether only keys and packed rows differ. */
    private boolean isLike(EntityWrite other) {
      boolean like = retention.equals(other.retention) && rows.size() == other.rows.size();
      for (int i = 0; like && i < rows.size(); i++) {
        like = rows.get(i).isLike(other.rows.get(i));
      }
      return like;
    }
  }

  /**
   * Writes a batch in one round trip. Rows of one entity change together.
   *
   * @return how many fields changed; the others held a newer row or the same
   * @throws HotStoreException when any part of the batch failed; the others may have been written
   */
  public long write(List<EntityWrite> writes) {
    int share = connection.isCluster() ? 1 : KEYS_PER_CALL;
    List<List<EntityWrite>> chunks = new ArrayList<>(writes.size() / share + 1);
    for (int i = 0; i < writes.size(); i += share) {
      chunks.add(writes.subList(i, Math.min(i + share, writes.size())));
    }
    List<List<EntityWrite>> missed = new ArrayList<>();
    long changed = 0;
    List<Batch.Call<Long>> calls = send(chunks, CommandType.EVALSHA, SCRIPT_SHA);
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).lacksScript()) {
        missed.add(chunks.get(i));
      } else {
        changed += calls.get(i).answer();
      }
    }
    // EVAL carries the script, so the server that lost it has it again.
    for (Batch.Call<Long> call : send(missed, CommandType.EVAL, SCRIPT)) {
      changed += call.answer();
    }
    return changed;
  }

  private List<Batch.Call<Long>> send(
      List<List<EntityWrite>> chunks, CommandType command, byte[] script) {
    if (chunks.isEmpty()) {
      return List.of();
    }
    Batch batch = Batch.of(connection, chunks.size());
    List<Batch.Call<Long>> calls = new ArrayList<>(chunks.size());
    for (List<EntityWrite> chunk : chunks) {
      calls.add(
          batch.add(
              command, new IntegerOutput<>(ByteArrayCodec.INSTANCE), arguments(script, chunk)));
    }
    batch.run();
    return calls;
  }

  private static CommandArgs<byte[], byte[]> arguments(byte[] script, List<EntityWrite> chunk) {
    CommandArgs<byte[], byte[]> args = Batch.args().add(script).add(chunk.size());
    for (EntityWrite write : chunk) {
      args.addKey(write.key);
    }
    for (int from = 0; from < chunk.size(); ) {
      EntityWrite first = chunk.get(from);
      int to = from + 1;
      while (to < chunk.size() && chunk.get(to).isLike(first)) {
        to++;
      }
      args.add(to - from).add(first.retention.toSeconds()).add(first.rows.size());
      for (RowWrite row : first.rows) {
        args.add(HotView.field(row.view())).add(row.ruleArgument());
      }
      for (EntityWrite write : chunk.subList(from, to)) {
        for (RowWrite row : write.rows) {
          args.add(row.packed());
        }
      }
      from = to;
    }
    return args;
  }

  static String scriptText() {
    return new String(SCRIPT, UTF_8);
  }

  private static byte[] script() {
    try (@Nullable InputStream in = HotWriter.class.getResourceAsStream("write.lua")) {
      return Objects.requireNonNull(in, "write.lua is part of the jar").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha1Hex(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.sha1().digest(bytes)).getBytes(UTF_8);
  }
}
