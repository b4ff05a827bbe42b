package dev.thermocline.features.definition;

import java.util.List;

/**
 * What somebody asks to be defined. Things that are not named stay as they are; only what {@code
 * removal} names goes away.
 */
public record Proposal(
    List<Entity> entities,
    List<FeatureView> views,
    List<PushSource> pushSources,
    List<FeatureService> services,
    Removal removal) {

  public Proposal {
    entities = List.copyOf(entities);
    views = List.copyOf(views);
    pushSources = List.copyOf(pushSources);
    services = List.copyOf(services);
  }

  /** Names of what shall go. */
  public record Removal(
      List<String> entities, List<String> views, List<String> pushSources, List<String> services) {
    public static final Removal NONE = new Removal(List.of(), List.of(), List.of(), List.of());

    public Removal {
      entities = List.copyOf(entities);
      views = List.copyOf(views);
      pushSources = List.copyOf(pushSources);
      services = List.copyOf(services);
    }
  }

  public static Proposal of(
      List<Entity> entities, List<FeatureView> views, List<FeatureService> services) {
    return new Proposal(entities, views, List.of(), services, Removal.NONE);
  }

  public static Proposal removing(Removal removal) {
    return new Proposal(List.of(), List.of(), List.of(), List.of(), removal);
  }
}
