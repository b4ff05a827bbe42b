package dev.thermocline.gateway.openinference.grpc;

import dev.thermocline.gateway.setting.GatewaySettings;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The port of gRPC: on the address of the HTTP port, encrypted where that one is. It ends with what
 * it has taken on answered.
 */
@Component
final class GrpcListener implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(GrpcListener.class);
  private static final long LAST_ANSWERS = 20;

  private final GrpcInference inference;
  private final GrpcDoor door;
  private final GatewaySettings settings;
  private final Environment environment;
  private final SslBundles bundles;
  private @Nullable Server server;
  private @Nullable ExecutorService threads;

  GrpcListener(
      GrpcInference inference,
      GrpcDoor door,
      GatewaySettings settings,
      Environment environment,
      SslBundles bundles) {
    this.inference = inference;
    this.door = door;
    this.settings = settings;
    this.environment = environment;
    this.bundles = bundles;
  }

  @Override
  public synchronized void start() {
    if (settings.grpcPort() < 0 || server != null) {
      return;
    }
    InetSocketAddress address =
        new InetSocketAddress(
            environment.getProperty("server.address", "127.0.0.1"), settings.grpcPort());
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-", 0).factory());
    try {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(address)
              .executor(threads)
              .maxInboundMessageSize((int) settings.maxTensorBody().toBytes())
              .intercept(door)
              .addService(inference);
      encrypt(builder);
      server = builder.build().start();
      log.info("grpc listens address={} port={}", address.getHostString(), server.getPort());
    } catch (IOException taken) {
      throw new UncheckedIOException(
          "gRPC cannot listen on "
              + address
              + ": "
              + taken.getMessage()
              + "; choose another thermocline.gateway.grpc-port, or -1 for none",
          taken);
    }
  }

  private void encrypt(NettyServerBuilder builder) throws IOException {
    String bundle = environment.getProperty("server.ssl.bundle");
    if (bundle != null) {
      builder.sslContext(
          GrpcSslContexts.configure(
                  SslContextBuilder.forServer(
                      bundles.getBundle(bundle).getManagers().getKeyManagerFactory()))
              .build());
    } else if (environment.containsProperty("server.ssl.key-store")
        || environment.containsProperty("server.ssl.certificate")) {
      throw new IOException(
          "HTTP is encrypted by its own settings, which say nothing about gRPC; write them as"
              + " spring.ssl.bundle.* and name the bundle in server.ssl.bundle");
    }
  }

  /** Where it listens; -1 where it does not. */
  synchronized int port() {
    return server == null ? -1 : server.getPort();
  }

  @Override
  public synchronized void stop() {
    Server running = server;
    if (running == null) {
      return;
    }
    server = null;
    try {
      if (!running.shutdown().awaitTermination(LAST_ANSWERS, TimeUnit.SECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      running.shutdownNow();
    }
    if (threads != null) {
      threads.shutdown();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return server != null;
  }
}
