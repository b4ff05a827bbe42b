package dev.thermocline.features.stream;

import dev.thermocline.hot.HotStoreException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Takes pushed rows: first into the log, then online, then the answer. */
@Service
public class Pushes {
  private static final Logger log = LoggerFactory.getLogger(Pushes.class);

  private final PushLog pushLog;
  private final OnlineRows online;
  private final Freshness freshness;

  public Pushes(PushLog pushLog, OnlineRows online, Freshness freshness) {
    this.pushLog = pushLog;
    this.online = online;
    this.freshness = freshness;
  }

  /** One row of a push as it was checked: the message, and the row that it is for each view. */
  public record Checked(PushLog.Message message, List<PushedRow> rows) {
    public Checked {
      rows = List.copyOf(rows);
    }
  }

  /** What became of a push that is kept. */
  public enum Online {
    WRITTEN,
    /** Redis did not take it now; the consumer of the log brings it. */
    PENDING,
    /** Nobody asked for it. */
    NONE
  }

  /** Keeps the rows for good and makes them visible online. */
  public Online push(String topic, List<Checked> rows, Target target) {
    List<PushLog.Appended> places =
        pushLog.append(topic, rows.stream().map(Checked::message).toList());
    if (!target.isOnline()) {
      return Online.NONE;
    }
    List<OnlineRows.Placed> placed = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      for (PushedRow row : rows.get(i).rows()) {
        placed.add(new OnlineRows.Placed(row, places.get(i)));
      }
    }
    try {
      online.write(placed);
      freshness.online(placed);
      return Online.WRITTEN;
    } catch (HotStoreException e) {
      log.warn("A push is kept and not online yet: {}", e.getMessage());
      return Online.PENDING;
    }
  }
}
