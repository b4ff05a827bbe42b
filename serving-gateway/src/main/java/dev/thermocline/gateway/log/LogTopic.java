package dev.thermocline.gateway.log;

/** Where lines go. */
public enum LogTopic {
  PREDICTIONS("thermocline.predictions"),
  FEEDBACK("thermocline.feedback");

  private final String topic;

  LogTopic(String topic) {
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }
}
