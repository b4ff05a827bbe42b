package dev.thermocline.gateway.setting;

import dev.thermocline.kit.setting.Meaning;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What only the gateway has to know.
 *
 * @param id the name under which it reports to the registry; made of host and port when not set
 * @param routingPoll how often it asks for the routing table when no event came
 * @param modelMemory bound for the models in memory
 * @param modelDisk bound for the model files kept on local disk
 * @param modelFolder where model files are kept, when not in the data folder
 * @param requestTimeout how long a request may take that brings no X-Request-Timeout
 * @param maxTensorBody bound for bodies of binary tensors, after decompression too
 * @param cacheBudget how long one look into the prediction cache may hold a request up
 * @param logMemory bound for the inference log lines that wait for Kafka
 * @param piiKeyFile the key of the digests that stand for personal values in the inference log
 * @param remoteTimeout how long a remote model server may take
 * @param remoteConcurrency how many calls may be with one remote model at once
 * @param grpcPort where gRPC listens; 0 for any free one, negative for nowhere
 * @param maxConcurrency how many predictions may run at once at the most
 * @param maxWaiting how many may wait for their turn
 */
@ConfigurationProperties("thermocline.gateway")
public record GatewaySettings(
    @Meaning("The name under which it reports to the registry; made of host and port when not set.")
        @Nullable String id,
    @Meaning("How often it asks for the routing table when no event came.") @DefaultValue("500ms")
        Duration routingPoll,
    @Meaning("Bound for the models in memory.") @DefaultValue("2GB") DataSize modelMemory,
    @Meaning("Bound for the model files kept on local disk.") @DefaultValue("10GB")
        DataSize modelDisk,
    @Meaning(
            "Where the files of models are kept, for whoever reads them too; in the data folder when"
                + " not set.")
        @Nullable Path modelFolder,
    @Meaning("How long a request may take that brings no X-Request-Timeout.") @DefaultValue("10s")
        Duration requestTimeout,
    @Meaning("Bound for bodies of binary tensors, after decompression too.") @DefaultValue("64MB")
        DataSize maxTensorBody,
    @Meaning("How long one look into the prediction cache may hold a request up.")
        @DefaultValue("20ms")
        Duration cacheBudget,
    @Meaning("Bound for the memory of inference log lines that wait for Kafka.")
        @DefaultValue("32MB")
        DataSize logMemory,
    @Meaning(
            "File with the key of the digests that stand for personal values in the inference log;"
                + " the same for all gateways. One of its own in the data folder when not set.")
        @Nullable Path piiKeyFile,
    @Meaning("How long a remote model server may take for an answer.") @DefaultValue("5s")
        Duration remoteTimeout,
    @Meaning("How many calls may be with one remote model at once; more are answered 429.")
        @DefaultValue("64")
        int remoteConcurrency,
    @Meaning("Where the Open Inference Protocol's gRPC service listens; negative for nowhere.")
        @DefaultValue("8001")
        int grpcPort,
    @Meaning(
            "How many predictions may run at once at the most; how many do is found out from how"
                + " long they take.")
        @DefaultValue("512")
        int maxConcurrency,
    @Meaning("How many predictions may wait for their turn; more are answered 503 at once.")
        @DefaultValue("2000")
        int maxWaiting) {
  /** Where the files of models are kept. */
  public Path modelFolderOr(Path dataFolder) {
    Path own = modelFolder;
    return own != null ? own : dataFolder.resolve("gateway").resolve("model-files");
  }
}
