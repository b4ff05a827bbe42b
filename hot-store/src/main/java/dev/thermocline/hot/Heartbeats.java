package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
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

  // By script, because INFO itself would not go to the primary that has the key.
  private static final byte[] BEAT =
      """
      local before = redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'GET')
      local life = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
      return {before or '-1', life or ''}
      """
          .getBytes(UTF_8);

  private final HotConnection connection;

  public Heartbeats(HotConnection connection) {
    this.connection = connection;
  }

  /** The primaries there are, by names that last as long as their share of the keys. */
  public List<String> primaries() {
    return connection.primaryTags();
  }

  /**
   * What stood on a primary before a beat.
   *
   * @param value the beat before, or -1 where there was none
   * @param life names the server process; one that was started anew has another
   */
  public record Before(long value, String life) {}

  /** Writes a value and tells what there was before. */
  public Before beat(String primary, long value) {
    List<Object> before =
        Batch.call(
            connection,
            CommandType.EVAL,
            new ArrayOutput<>(ByteArrayCodec.INSTANCE),
            Batch.args()
                .add(BEAT)
                .add(1)
                .addKey((PREFIX + primary).getBytes(UTF_8))
                .add(value)
                .add(KEPT.getBytes(UTF_8)));
    return new Before(
        Long.parseLong(new String((byte[]) before.get(0), UTF_8)),
        new String((byte[]) before.get(1), UTF_8));
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
