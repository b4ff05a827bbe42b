package dev.thermocline.record.outbox.kafka;

import dev.thermocline.kit.setting.Bounds;
import dev.thermocline.kit.setting.KafkaSettings;
import dev.thermocline.record.outbox.EventSinks;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

@AutoConfiguration(
    afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
class KafkaSinkAutoConfiguration {
  @Bean
  EventSinks eventSinks(KafkaProperties kafka, KafkaSettings settings) {
    Map<String, Object> producer = new HashMap<>(kafka.buildProducerProperties());
    producer.putAll(settings.client());
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, "outbox-relay");
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) Bounds.KAFKA_REQUEST.toMillis());
    producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    Map<String, Object> admin = new HashMap<>(kafka.buildAdminProperties());
    admin.putAll(settings.client());
    admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) Bounds.KAFKA_CALL.toMillis());
    return () ->
        new KafkaEventSink(
            new KafkaProducer<>(producer, new StringSerializer(), new StringSerializer()),
            new Topics(admin, settings.topicPrefix()));
  }
}
