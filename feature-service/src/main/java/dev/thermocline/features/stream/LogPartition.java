package dev.thermocline.features.stream;

/**
 * A partition as Kafka has it now.
 *
 * @param topicId tells the topic from others that had its name before
 * @param end the offset behind its last message
 */
public record LogPartition(String topic, String topicId, int number, long end) {}
