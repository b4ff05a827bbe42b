package dev.thermocline.gateway.setting;

import java.net.URI;
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
 * @param requestTimeout how long a request may take that brings no X-Request-Timeout
 * @param maxTensorBody bound for bodies of binary tensors, after decompression too
 * @param cacheBudget how long one look into the prediction cache may hold a request up
 * @param logQueue how many inference log lines may wait for Kafka
 */
@ConfigurationProperties("thermocline.gateway")
public record GatewaySettings(
    @Nullable String id,
    @DefaultValue("500ms") Duration routingPoll,
    @DefaultValue("2GB") DataSize modelMemory,
    @DefaultValue("10GB") DataSize modelDisk,
    @DefaultValue("10s") Duration requestTimeout,
    @DefaultValue("64MB") DataSize maxTensorBody,
    @DefaultValue("20ms") Duration cacheBudget,
    @DefaultValue("10000") int logQueue,
    @Nullable URI pythonUrl) {}
