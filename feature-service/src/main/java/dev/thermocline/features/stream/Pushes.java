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
  private final RecentPushes recent;

  public Pushes(PushLog pushLog, OnlineRows online, Freshness freshness, RecentPushes recent) {
    this.pushLog = pushLog;
    this.online = online;
    this.freshness = freshness;
    this.recent = recent;
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
    RecentPushes.Push push = recent.begin(topic);
    boolean isDone = false;
    try {
      List<PlacedRow> placed = new ArrayList<>();
      for (int i = 0; i < places.size(); i++) {
        PushLog.Appended place = places.get(i);
        List<PlacedRow> ofMessage =
            rows.get(i).rows().stream().map(row -> PlacedRow.of(row, place)).toList();
        push.add(ofMessage, rows.get(i).message().json().length());
        placed.addAll(ofMessage);
      }
      Online outcome = target.isOnline() ? bringOnline(placed) : Online.NONE;
      isDone = outcome != Online.PENDING;
      return outcome;
    } finally {
      push.end(isDone);
    }
  }

  private Online bringOnline(List<PlacedRow> rows) {
    try {
      online.write(rows);
      freshness.online(rows);
      return Online.WRITTEN;
    } catch (HotStoreException e) {
      log.warn("A push is kept and not online yet: {}", e.getMessage());
      return Online.PENDING;
    }
  }
}
