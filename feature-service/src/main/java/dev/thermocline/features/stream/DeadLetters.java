package dev.thermocline.features.stream;

import dev.thermocline.kit.project.Project;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that nobody could read, put aside with the reason. They lie where the log keeps them, as
 * long as it keeps them. Thread-safe.
 */
public interface DeadLetters {
  /**
   * Puts a message aside; returns when that is certain.
   *
   * @param topic the topic it came from, without the installation's prefix
   */
  void bury(Project project, String name, String topic, Buried message);

  /** The newest letters of a source or view, newest first. */
  List<Letter> list(Project project, String name, int limit);

  /**
   * Sends letters again to where they came from. A letter sent twice is one row in files.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException NOT_FOUND when one of them is not there;
   *     then none is sent
   */
  List<Letter> sendAgain(Project project, String name, List<Place> letters);

  /** The bytes of a message, as they came. */
  final class Content {
    private static final byte[] NONE = new byte[0];

    private final byte[] key;
    private final byte[] value;

    public Content(byte @Nullable [] key, byte @Nullable [] value) {
      this.key = key == null ? NONE : key;
      this.value = value == null ? NONE : value;
    }

    public byte[] key() {
      return key;
    }

    public byte[] value() {
      return value;
    }
  }

  /** A message as it was. */
  record Buried(
      int partition,
      long offset,
      Content content,
      @Nullable String target,
      @Nullable String pushKey,
      String reason) {}

  /** Names a letter. */
  record Place(int partition, long offset) {}

  /**
   * A letter.
   *
   * @param topic where the message came from, with its place there
   * @param at when it was put aside, in milliseconds since 1970
   */
  record Letter(Place place, String topic, Place origin, long at, String reason, Content content) {}
}
