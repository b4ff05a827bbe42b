package dev.thermocline.kit.setting;

import jakarta.validation.constraints.Pattern;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The log that carries events, pushes and predictions. */
@ConfigurationProperties("thermocline.kafka")
public record KafkaSettings(
    @Meaning(value = "Brokers, separated by commas.", example = "127.0.0.1:19092")
        @Pattern(
            regexp = "[^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*",
            message = "must be host:port, separated by commas")
        String bootstrapServers,
    @Meaning("Stands before the name of every topic, for brokers that several platforms share.")
        @DefaultValue("")
        @Pattern(
            regexp = "[A-Za-z0-9._-]*",
            message = "may have letters, digits, '.', '_' and '-' only")
        String topicPrefix) {
  /** What every client of Kafka starts from: where the brokers are, and no wait without a bound. */
  public Map<String, Object> client() {
    return Map.of(
        "bootstrap.servers", bootstrapServers,
        "request.timeout.ms", (int) Bounds.KAFKA_REQUEST.toMillis(),
        "socket.connection.setup.timeout.ms", Bounds.CONNECT.toMillis(),
        "socket.connection.setup.timeout.max.ms", Bounds.KAFKA_REQUEST.toMillis(),
        "reconnect.backoff.max.ms", Bounds.KAFKA_PAUSE.toMillis());
  }

  /** The same with what one client has of its own. */
  public Map<String, Object> client(Map<String, ?> own) {
    Map<String, Object> all = new HashMap<>(client());
    all.putAll(own);
    return all;
  }

  /** The name of a topic on the broker. */
  public String topic(String name) {
    return topicPrefix + name;
  }
}
