package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
  private static final String LIFE =
      "local life = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''\n";

  private static final byte[] BEAT =
      script(
          """
          local before = redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'GET')
          return {before or '-1', life}
          """);

  private static final byte[] MARK =
      script(
          """
          if life ~= ARGV[1] then return 0 end
          redis.call('SET', KEYS[1], life, 'EX', ARGV[2])
          return 1
          """);

  private static final byte[] IS_MARKED =
      script("return redis.call('GET', KEYS[1]) == life and 1 or 0");

  private static byte[] script(String lines) {
    return (LIFE + lines).getBytes(UTF_8);
  }

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
   * Says on every primary that nothing is missing. The mark is of a server process: one that was
   * started anew since, and may lack the last moments, does not take it.
   *
   * @param lives the process of each primary that was found whole
   */
  public void markWhole(Map<String, String> lives) {
    lives.forEach((primary, life) -> whole(MARK, primary, life, KEPT));
  }

  /** Says that rows are missing. */
  public void markSuspect() {
    for (String primary : primaries()) {
      Batch.call(
          connection,
          CommandType.DEL,
          new IntegerOutput<>(ByteArrayCodec.INSTANCE),
          Batch.args().addKey((WHOLE + primary).getBytes(UTF_8)));
    }
  }

  /** Whether every primary says that nothing is missing, and means the process that it is. */
  public boolean isWhole() {
    return primaries().stream().allMatch(primary -> whole(IS_MARKED, primary) == 1);
  }

  private long whole(byte[] script, String primary, String... arguments) {
    CommandArgs<byte[], byte[]> args =
        Batch.args().add(script).add(1).addKey((WHOLE + primary).getBytes(UTF_8));
    for (String argument : arguments) {
      args.add(argument.getBytes(UTF_8));
    }
    return Batch.call(
        connection, CommandType.EVAL, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args);
  }
}
