package dev.thermocline.registry.model;

import dev.thermocline.record.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What changes of held models write in the end, together. Of what one of them set twice, the last
 * counts.
 */
public final class ModelWrites {
  private final Map<UUID, RegisteredModel> models = new LinkedHashMap<>();
  private final Map<List<Object>, AliasPlace> aliases = new LinkedHashMap<>();
  private final List<MadeMove> moves = new ArrayList<>();
  private final List<ModelVersion> versions = new ArrayList<>();
  private final List<FreezeTask> freezes = new ArrayList<>();
  private final List<Outbox.Event> events = new ArrayList<>();

  ModelWrites() {}

  /** Where an alias is from now on. */
  public record AliasPlace(RegisteredModel model, String alias, int number, Instant at) {}

  /** A move, and of which model. */
  public record MadeMove(RegisteredModel model, AliasMove move) {}

  /** Their number of versions, revision and time. */
  public Collection<RegisteredModel> models() {
    return models.values();
  }

  public Collection<AliasPlace> aliases() {
    return aliases.values();
  }

  public List<MadeMove> moves() {
    return moves;
  }

  public List<ModelVersion> versions() {
    return versions;
  }

  List<FreezeTask> freezes() {
    return freezes;
  }

  List<Outbox.Event> events() {
    return events;
  }

  /** The newest move of the alias among these. */
  Optional<AliasMove> lastMove(RegisteredModel model, String alias) {
    return moves.reversed().stream()
        .filter(made -> made.model().id().equals(model.id()) && made.move().alias().equals(alias))
        .map(MadeMove::move)
        .findFirst();
  }

  void add(RegisteredModel model) {
    models.put(model.id(), model);
  }

  void add(AliasPlace place) {
    aliases.put(List.of(place.model().id(), place.alias()), place);
  }

  void add(MadeMove move) {
    moves.add(move);
  }

  void add(ModelVersion version) {
    versions.add(version);
  }

  void add(FreezeTask freeze) {
    freezes.add(freeze);
  }

  void add(Outbox.Event event) {
    events.add(event);
  }
}
