package dev.thermocline.features.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.stream.PushLog;
import dev.thermocline.features.stream.PushedRow;
import dev.thermocline.features.stream.Pushes;
import dev.thermocline.features.stream.Target;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Checks the rows of a push as a whole: all of them are good, or none is taken. */
public final class PushReader {
  private static final int MOST_ROWS = 10_000;

  /** A message of Kafka's has 1 MiB: the row, and its key and headers, which are short. */
  private static final int MOST_BYTES = 1016 << 10;

  private final PushedRowJson rows = new PushedRowJson(JsonValues.Numbers.MICROSECONDS);

  /**
   * The rows as messages and as what each view makes of them.
   *
   * @param pushKey tells a repeated push, if the caller gave one
   */
  public List<Pushes.Checked> check(
      List<ObjectNode> pushed,
      List<ServedView> views,
      Target target,
      @Nullable String pushKey,
      Instant now) {
    if (pushed.isEmpty()) {
      throw ThermoclineException.invalid("rows: push at least one.");
    }
    if (pushed.size() > MOST_ROWS) {
      throw new ThermoclineException(
          ErrorKind.TOO_LARGE,
          "rows: %d at once; %d are the most. Push in batches."
              .formatted(pushed.size(), MOST_ROWS));
    }
    List<Pushes.Checked> checked = new ArrayList<>(pushed.size());
    for (int i = 0; i < pushed.size(); i++) {
      ObjectNode row = pushed.get(i);
      PushedRowJson.stampCreated(row, views, now);
      List<PushedRow> read = new ArrayList<>(views.size());
      for (ServedView view : views) {
        read.add(rows.read(row, view, now, "rows[" + i + "]"));
      }
      String json = row.toString();
      if (isLong(json)) {
        throw new ThermoclineException(
            ErrorKind.TOO_LARGE, "rows[%d]: a row has at most 1016 KiB of JSON.".formatted(i));
      }
      PushedRow first = read.getFirst();
      checked.add(
          new Pushes.Checked(
              new PushLog.Message(
                  new String(first.view().keyOfDeclared(first.keys()), UTF_8),
                  json,
                  target,
                  pushKey == null ? null : pushKey + ":" + i),
              read));
    }
    return checked;
  }

  /** Few rows are so long that their bytes must be counted: a letter has three at most. */
  private static boolean isLong(String json) {
    return json.length() > MOST_BYTES / 3 && json.getBytes(UTF_8).length > MOST_BYTES;
  }
}
