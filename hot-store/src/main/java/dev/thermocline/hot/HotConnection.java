package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a process to the features Redis, a single server or a cluster, made when it
 * is first needed and again whenever it is lost. While there is none, commands fail at once instead
 * of queueing. Safe for many threads.
 */
public final class HotConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HotConnection.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int QUEUE = 50_000;

  private final RedisURI uri;
  private final Duration timeout;
  private final ClientResources resources;
  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicReference<@Nullable Open> open = new AtomicReference<>();
  private final List<Runnable> lost = new CopyOnWriteArrayList<>();
  private long failedAt;
  private @Nullable RedisException failure;

  /** A live connection and how to end it. */
  private record Open(
      StatefulConnection<byte[], byte[]> connection,
      @Nullable RedisClusterClient cluster,
      Runnable shutdown) {}

  /**
   * Names a server; nothing is connected yet.
   *
   * @param url as {@code redis://user:password@host:port}
   * @param timeout for the answers to a whole batch
   */
  public HotConnection(String url, Duration timeout) {
    this.uri = RedisURI.create(url);
    this.uri.setTimeout(CONNECT_TIMEOUT);
    this.timeout = timeout;
    this.resources =
        DefaultClientResources.builder()
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(10), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
  }

  /**
   * Calls back whenever a connection ends that was there: the server may have been started anew.
   */
  public void onLost(Runnable listener) {
    lost.add(listener);
  }

  Duration timeout() {
    return timeout;
  }

  StatefulConnection<byte[], byte[]> get() {
    return opened().connection();
  }

  /** Throws when Redis does not answer; of a connection that there is none, as sockets do. */
  public void ping() throws ConnectException {
    try {
      Batch.call(this, CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE), Batch.args());
    } catch (HotStoreException failed) {
      if (failed.reason() == HotStoreException.Reason.UNREACHABLE) {
        ConnectException none = new ConnectException(failed.getMessage());
        none.initCause(failed);
        throw none;
      }
      throw failed;
    }
  }

  /** Whether the keys of one command must share a slot. */
  boolean isCluster() {
    return opened().cluster() != null;
  }

  private Open opened() {
    Open current = open.get();
    return current == null ? connect() : current;
  }

  /**
   * A part of a key for each primary, in braces, that puts the key on that primary; on a single
   * server the one part that it has.
   */
  public List<String> primaryTags() {
    RedisClusterClient cluster = opened().cluster();
    if (cluster == null) {
      return List.of("{0}");
    }
    List<String> tags = new ArrayList<>();
    for (RedisClusterNode node : cluster.getPartitions()) {
      if (node.getRole().isUpstream() && !node.hasNoSlots()) {
        int number = 0;
        while (!node.hasSlot(SlotHash.getSlot("{" + number + "}"))) {
          number++;
        }
        tags.add("{" + number + "}");
      }
    }
    return tags;
  }

  private Open connect() {
    connecting.lock();
    try {
      Open current = open.get();
      if (current != null) {
        return current;
      }
      if (failure != null && System.nanoTime() - failedAt < RETRY_NANOS) {
        throw unreachable(failure);
      }
      try {
        Open made = dial();
        open.set(made);
        failure = null;
        return made;
      } catch (RedisException e) {
        failure = e;
        failedAt = System.nanoTime();
        throw unreachable(e);
      }
    } finally {
      connecting.unlock();
    }
  }

  private HotStoreException unreachable(Throwable cause) {
    return new HotStoreException(
        HotStoreException.Reason.UNREACHABLE,
        "The features Redis at " + uri.getHost() + ":" + uri.getPort() + " cannot be reached",
        cause);
  }

  private Open dial() {
    RedisClient client = RedisClient.create(resources, uri);
    client.addListener(losses());
    client.setOptions(options(ClientOptions.builder()).build());
    StatefulRedisConnection<byte[], byte[]> connection;
    Properties info;
    try {
      connection = client.connect(ByteArrayCodec.INSTANCE);
      info = ServerInfo.read(connection.sync().info());
      ServerInfo.check(info);
    } catch (RuntimeException e) {
      shutDown(client);
      throw e;
    }
    if (!"1".equals(info.getProperty("cluster_enabled"))) {
      log.info("Connected to the features Redis host={} port={}", uri.getHost(), uri.getPort());
      return new Open(connection, null, () -> shutDown(client));
    }
    shutDown(client);
    return dialCluster();
  }

  private Open dialCluster() {
    RedisClusterClient client = RedisClusterClient.create(resources, uri);
    client.addListener(losses());
    client.setOptions(
        ((ClusterClientOptions.Builder) options(ClusterClientOptions.builder()))
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                    .enablePeriodicRefresh(Duration.ofSeconds(15))
                    .build())
            .build());
    try {
      var connection = client.connect(ByteArrayCodec.INSTANCE);
      log.info("Connected to the features Redis Cluster by host={}", uri.getHost());
      return new Open(connection, client, () -> shutDown(client));
    } catch (RuntimeException e) {
      shutDown(client);
      throw e;
    }
  }

  private RedisConnectionStateListener losses() {
    return new RedisConnectionStateListener() {
      @Override
      public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        lost.forEach(Runnable::run);
      }
    };
  }

  private static ClientOptions.Builder options(ClientOptions.Builder builder) {
    return builder
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(QUEUE)
        // A batch is waited for as a whole. A timer for each of its commands would keep them and
        // their answers until its next tick, long enough to fill the old generation.
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        // For the same reason: nodes stay linked, and one that grew old keeps all that came after.
        .useHashIndexQueue(false)
        .scriptCharset(UTF_8)
        .socketOptions(
            SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build());
  }

  private static void shutDown(io.lettuce.core.AbstractRedisClient client) {
    client.shutdown(0, 2, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    Open current = open.getAndSet(null);
    if (current != null) {
      current.shutdown().run();
    }
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
