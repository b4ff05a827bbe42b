package dev.thermocline.gateway.cache.redis;

import dev.thermocline.gateway.cache.AnswerStore;
import dev.thermocline.kit.health.Dependency;
import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.RedisSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Answers in the cache's own Redis. While there is no connection everything fails at once; one is
 * made in the background, so that no request ever waits for it.
 */
@Component
final class RedisAnswers implements AnswerStore, Dependency, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisAnswers.class);
  private static final Duration CONNECT_TIMEOUT = Bounds.CONNECT;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final int QUEUE = 10_000;

  private final ClientResources resources;
  private final RedisClient client;
  private final AtomicReference<@Nullable StatefulRedisConnection<byte[], byte[]>> open =
      new AtomicReference<>();
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile long triedAt = System.nanoTime() - BETWEEN_TRIES.toNanos();

  RedisAnswers(RedisSettings settings) {
    RedisURI uri = RedisURI.create(settings.cacheUrl());
    uri.setTimeout(CONNECT_TIMEOUT);
    resources =
        DefaultClientResources.builder()
            // By itself it would wait up to half a minute, longer than most outages last.
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(10), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
    client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(QUEUE)
            // As for reads of features: linked nodes that grew old keep dead answers.
            .useHashIndexQueue(false)
            .socketOptions(
                SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build())
            .build());
    connect();
  }

  private @Nullable StatefulRedisConnection<byte[], byte[]> connection() {
    StatefulRedisConnection<byte[], byte[]> now = open.get();
    if (now == null && System.nanoTime() - triedAt > BETWEEN_TRIES.toNanos()) {
      triedAt = System.nanoTime();
      Thread.ofVirtual().name("cache-connect").start(this::connect);
    }
    return now;
  }

  private void connect() {
    if (!connecting.tryLock()) {
      return;
    }
    try {
      if (open.get() == null) {
        open.set(client.connect(ByteArrayCodec.INSTANCE));
      }
    } catch (RuntimeException unreachable) {
      log.warn("cache not reached reason={}; predictions go on without it", unreachable.toString());
    } finally {
      connecting.unlock();
    }
  }

  private static <T extends @Nullable Object> CompletionStage<T> notConnected() {
    return CompletableFuture.failedStage(new IllegalStateException("no connection to the cache"));
  }

  @Override
  public CompletionStage<Read> read(String space, List<byte[]> keys) {
    StatefulRedisConnection<byte[], byte[]> connection = connection();
    if (connection == null) {
      return notConnected();
    }
    byte[][] asked = new byte[keys.size() + 1][];
    asked[0] = generationKey(space);
    for (int i = 0; i < keys.size(); i++) {
      asked[i + 1] = entryKey(space, keys.get(i));
    }
    return connection
        .async()
        .mget(asked)
        .thenApply(values -> new Read(orNull(values.getFirst()), entries(values)));
  }

  private static List<byte @Nullable []> entries(List<KeyValue<byte[], byte[]>> values) {
    List<byte @Nullable []> entries = new ArrayList<>(values.size() - 1);
    for (KeyValue<byte[], byte[]> value : values.subList(1, values.size())) {
      entries.add(orNull(value));
    }
    return entries;
  }

  private static byte @Nullable [] orNull(KeyValue<byte[], byte[]> value) {
    return value.hasValue() ? value.getValue() : null;
  }

  @Override
  public CompletionStage<@Nullable Void> write(
      String space, byte[] key, byte[] entry, Duration keptFor) {
    StatefulRedisConnection<byte[], byte[]> connection = connection();
    if (connection == null) {
      return notConnected();
    }
    return connection
        .async()
        .psetex(entryKey(space, key), Math.max(1, keptFor.toMillis()), entry)
        .thenApply(_ -> null);
  }

  @Override
  public CompletionStage<byte[]> generation(String space, byte[] ifNone) {
    StatefulRedisConnection<byte[], byte[]> connection = connection();
    if (connection == null) {
      return notConnected();
    }
    byte[] key = generationKey(space);
    return connection
        .async()
        .set(key, ifNone, SetArgs.Builder.nx())
        .thenCompose(set -> set == null ? connection.async().get(key) : stage(ifNone));
  }

  private static CompletionStage<byte[]> stage(byte[] value) {
    return CompletableFuture.completedStage(value);
  }

  @Override
  public CompletionStage<@Nullable Void> replaceGeneration(String space, byte[] generation) {
    StatefulRedisConnection<byte[], byte[]> connection = connection();
    if (connection == null) {
      return notConnected();
    }
    return connection.async().set(generationKey(space), generation).thenApply(_ -> null);
  }

  @Override
  public String name() {
    return "cache-redis";
  }

  @Override
  public void check() throws Exception {
    StatefulRedisConnection<byte[], byte[]> connection = connection();
    if (connection == null) {
      throw new ConnectException("no connection to the cache");
    }
    var _ = connection.async().ping().get(Bounds.CHECK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static byte[] generationKey(String space) {
    return ("predictions-of:" + space).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] entryKey(String space, byte[] key) {
    byte[] start = ("predictions:" + space + ":").getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(start, start.length + key.length);
    System.arraycopy(key, 0, whole, start.length, key.length);
    return whole;
  }

  @Override
  public void close() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
