package dev.thermocline.features.kills;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How far a run is, as Redis saw it: what the service notes of itself is a second behind. */
final class RowsWritten implements AutoCloseable {
  private static final Pattern CALLS = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)");

  /** Rows that the writer sends in one call. */
  private static final int ROWS_OF_A_CALL = 20;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  RowsWritten(URI redis) {
    RedisURI address = RedisURI.create(redis);
    address.setTimeout(Duration.ofSeconds(2));
    client = RedisClient.create(address);
    connection = client.connect();
  }

  /** Since Redis was started; none while it is away. */
  long count() {
    try {
      return CALLS
              .matcher(connection.sync().info("commandstats"))
              .results()
              .map(MatchResult::group)
              .mapToLong(calls -> Long.parseLong(calls.substring(calls.indexOf('=') + 1)))
              .sum()
          * ROWS_OF_A_CALL;
    } catch (RedisException away) {
      return 0;
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
