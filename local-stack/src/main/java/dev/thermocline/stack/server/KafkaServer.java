package dev.thermocline.stack.server;

import dev.thermocline.stack.process.AotCache;
import dev.thermocline.stack.process.Guard;
import dev.thermocline.stack.process.Launch;
import dev.thermocline.stack.process.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.utils.AppInfoParser;

/** One Kafka node in KRaft mode, in a JVM of its own. */
public final class KafkaServer implements Part {
  private final Path folder;
  private final Port port;
  private final Port controllerPort;
  private final List<String> topics;
  private final AotCache cache;

  public KafkaServer(
      Path folder, Port port, Port controllerPort, List<String> topics, AotCache cache) {
    this.folder = folder;
    this.port = port;
    this.controllerPort = controllerPort;
    this.topics = List.copyOf(topics);
    this.cache = cache;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public List<Port> ports() {
    return List.of(port, controllerPort);
  }

  @Override
  public Launch prepare() throws IOException {
    Path settings =
        PrivateFile.write(
            folder.resolve("server.properties"),
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:%2$d
            listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
            controller.listener.names=CONTROLLER
            log.dirs=%3$s
            # A topic that nobody declared is a mistake, not a topic.
            auto.create.topics.enable=false
            num.partitions=4
            default.replication.factor=1
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=4
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            share.coordinator.state.topic.num.partitions=4
            group.initial.rebalance.delay.ms=0
            # Else a start after a kill waits nine seconds for the old session.
            broker.session.timeout.ms=2000
            broker.heartbeat.interval.ms=500
            num.network.threads=2
            num.io.threads=2
            background.threads=2
            num.recovery.threads.per.data.dir=2
            log.cleaner.dedupe.buffer.size=4194304
            log.segment.bytes=67108864
            """
                .formatted(port.number(), controllerPort.number(), folder.resolve("data")));
    return ChildJvm.launch(cache, name(), KafkaProcess.class, "224m", settings, folder);
  }

  @Override
  public void probe() throws Exception {
    if (LoopbackProbe.refuses(port.number())) {
      throw new IOException("nothing listens on port " + port.number());
    }
    try (Admin admin = admin()) {
      if (admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).isEmpty()) {
        throw new IOException("no broker has registered yet");
      }
    }
  }

  @Override
  public void furnish() throws Exception {
    if (!topics.isEmpty()) {
      KafkaTopics.create(bootstrapServers(), topics);
    }
  }

  @Override
  public void stopped(Guard guard, Consumer<String> progress) throws IOException {
    cache.keep(name(), guard, progress);
  }

  @Override
  public String url() {
    return bootstrapServers();
  }

  @Override
  public String version() {
    return "Kafka " + AppInfoParser.getVersion();
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port.number();
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            10_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000));
  }
}
