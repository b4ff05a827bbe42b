package dev.thermocline.features.inference.kafka;

import dev.thermocline.features.inference.InferenceLog;
import dev.thermocline.features.inference.LoggedRow;
import dev.thermocline.features.kafka.LoopMeters;
import dev.thermocline.features.kafka.TopicWork;
import dev.thermocline.features.stream.DeadLetters;
import dev.thermocline.features.stream.LogPartition;
import dev.thermocline.features.stream.Stretch;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines of the inference log, into files. */
final class InferenceWork implements TopicWork<LoggedRow> {
  private static final Logger log = LoggerFactory.getLogger(InferenceWork.class);
  private static final String PREDICTIONS = "thermocline.predictions";
  private static final int MICROS = 1000;

  private final InferenceLog files;
  private final DeadLetters dead;
  private final LoopMeters meters;

  InferenceWork(InferenceLog files, DeadLetters dead, LoopMeters meters) {
    this.files = files;
    this.dead = dead;
    this.meters = meters;
  }

  @Override
  public String name() {
    return "inference";
  }

  @Override
  public String topics() {
    return "thermocline\\.(predictions|feedback)";
  }

  /** Files are made much later, and a thousand answers to Kafka for each would cost more. */
  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public long begin(LogPartition partition) {
    return files.begin(partition);
  }

  @Override
  public void read(String topic, ConsumerRecord<byte[], byte[]> record, List<LoggedRow> kept) {
    long ingest = record.timestamp() * MICROS;
    try {
      if (topic.equals(PREDICTIONS)) {
        kept.addAll(LoggedLine.read(record.value()).predictions(ingest));
      } else {
        kept.add(LoggedLine.read(record.value()).feedback(ingest));
      }
    } catch (ThermoclineException e) {
      log.warn(
          "A line of the inference log is put aside topic={} partition={} offset={}: {}",
          topic,
          record.partition(),
          record.offset(),
          e.getMessage());
      // The hyphen keeps it apart from a push source of that name.
      String name = "-" + topic.substring(topic.lastIndexOf('.') + 1);
      dead.bury(
          Project.DEFAULT,
          name,
          topic,
          new DeadLetters.Buried(
              record.partition(),
              record.offset(),
              new DeadLetters.Content(record.key(), record.value()),
              null,
              null,
              e.getMessage()));
      meters.dead();
    }
  }

  @Override
  public void settle() {
    // Nothing but files is asked for.
  }

  @Override
  public void roll(Cut<LoggedRow> cut) {
    files.roll(Stretch.of(cut.partition(), cut.from(), cut.to()), cut.kept());
  }
}
