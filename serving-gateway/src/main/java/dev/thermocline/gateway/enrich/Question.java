package dev.thermocline.gateway.enrich;

import dev.thermocline.gateway.runtime.Batch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked, with types: entities, inputs, or both.
 *
 * @param inputs the caller's own inputs; null where entities say everything
 */
public record Question(int rows, @Nullable EntityRows entities, @Nullable Batch inputs) {
  /** The join keys and their ids, for the digest of one row's question; empty without entities. */
  public List<String> entity(int row) {
    return entities == null ? List.of() : entities.ids().get(row);
  }

  /** The names of the join keys, in the order of an entity's ids; empty without entities. */
  public List<String> joinKeys() {
    return entities == null ? List.of() : entities.names();
  }

  public boolean hasEntities() {
    return entities != null;
  }

  /** What keeps a caller on its arm: the entity of the first row. */
  public String stickyKey() {
    return entities == null ? "" : entities.shown(0);
  }

  /** About how much memory it takes. */
  public long heldBytes() {
    long ids = entities == null ? 0 : 80L * rows * entities.names().size();
    return inputs == null ? ids : ids + inputs.heldBytes();
  }

  /** Bytes of the ids, each with its length first so that no two lists look alike. */
  public byte[] entityBytes(int row) {
    StringBuilder text = new StringBuilder();
    for (String id : entity(row)) {
      text.append(id.length()).append(':').append(id);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
