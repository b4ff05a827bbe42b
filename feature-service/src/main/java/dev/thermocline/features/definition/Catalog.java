package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that is defined in a project after one of its changes.
 *
 * @param revision the number of the last change; zero where there was none
 * @param services every version of each feature service that stands, oldest first
 */
public record Catalog(
    long revision,
    SortedMap<String, Entity> entities,
    SortedMap<String, AppliedView> views,
    SortedMap<String, PushSource> pushSources,
    SortedMap<String, List<AppliedService>> services) {
  public static final Catalog EMPTY =
      new Catalog(0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public Catalog {
    entities = frozen(entities);
    views = frozen(views);
    pushSources = frozen(pushSources);
    services = frozen(services);
  }

  public Entity getEntity(String name) {
    return present(entities, "entity", name);
  }

  public AppliedView getView(String name) {
    return present(views, "view", name);
  }

  public PushSource getPushSource(String name) {
    return present(pushSources, "push source", name);
  }

  /** The newest version. */
  public AppliedService getService(String name) {
    return present(services, "feature service", name).getLast();
  }

  public AppliedService getService(String name, int version) {
    return present(services, "feature service", name).stream()
        .filter(s -> s.version() == version)
        .findFirst()
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "The feature service '%s' has no version %d; its newest is %d."
                    .formatted(name, version, getService(name).version())));
  }

  /** The entity of a view that is in this catalog. */
  public Entity entityOf(FeatureView view) {
    return getEntity(view.entity());
  }

  /** The views that take what is pushed to a source. */
  public List<AppliedView> viewsOfPushSource(String source) {
    return views.values().stream().filter(v -> source.equals(v.view().source().push())).toList();
  }

  private static <T> T present(Map<String, T> all, String what, String name) {
    T found = all.get(name);
    if (found == null) {
      throw ThermoclineException.notFound(
          "There is no %s '%s'.%s".formatted(what, Text.shown(name), known(all)));
    }
    return found;
  }

  private static String known(Map<String, ?> all) {
    if (all.isEmpty()) {
      return " None is defined yet.";
    }
    List<String> some = all.keySet().stream().limit(10).toList();
    return " There are: " + String.join(", ", some) + (all.size() > some.size() ? ", …" : ".");
  }

  private static <T> SortedMap<String, T> frozen(SortedMap<String, T> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
