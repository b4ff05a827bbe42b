package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;

/**
 * A row on every primary that grows while nothing is lost. A value that is older than one that was
 * written, or none, says that the primary went back in time: a restart without data, FLUSHALL, or a
 * failover to a replica that had not everything.
 */
public final class Heartbeats {
  private static final String PREFIX = "heartbeat:";
  private static final String WHOLE = "whole:";
  private static final String KEPT = Long.toString(Duration.ofDays(30).toSeconds());

  private final HotConnection connection;

  public Heartbeats(HotConnection connection) {
    this.connection = connection;
  }

  /** The primaries there are, by names that last as long as their share of the keys. */
  public List<String> primaries() {
    return connection.primaryTags();
  }

  /** Writes a value and gives the one before, or -1 where there was none. */
  public long beat(String primary, long value) {
    byte[] before =
        Batch.call(
            connection,
            CommandType.SET,
            new ValueOutput<>(ByteArrayCodec.INSTANCE),
            Batch.args()
                .addKey((PREFIX + primary).getBytes(UTF_8))
                .add(value)
                .add("EX".getBytes(UTF_8))
                .add(KEPT.getBytes(UTF_8))
                .add("GET".getBytes(UTF_8)));
    return before == null ? -1 : Long.parseLong(new String(before, UTF_8));
  }

  /**
   * Says on every primary that nothing is missing, or takes that back. What is lost is not said.
   */
  public void markWhole(boolean whole) {
    for (String primary : primaries()) {
      CommandArgs<byte[], byte[]> args = Batch.args().addKey((WHOLE + primary).getBytes(UTF_8));
      if (whole) {
        args.add(1).add("EX".getBytes(UTF_8)).add(KEPT.getBytes(UTF_8));
        Batch.call(connection, CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE), args);
      } else {
        Batch.call(connection, CommandType.DEL, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args);
      }
    }
  }

  /** Whether every primary says that nothing is missing. */
  public boolean isWhole() {
    for (String primary : primaries()) {
      long there =
          Batch.call(
              connection,
              CommandType.EXISTS,
              new IntegerOutput<>(ByteArrayCodec.INSTANCE),
              Batch.args().addKey((WHOLE + primary).getBytes(UTF_8)));
      if (there == 0) {
        return false;
      }
    }
    return true;
  }
}
