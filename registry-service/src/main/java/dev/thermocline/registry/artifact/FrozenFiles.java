package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Registered model versions, seen as a read-only folder {@code frozen/} of the artifacts. */
@Service
public class FrozenFiles {
  private static final int NAMES_OF_A_PREFIX = 2;

  private final FrozenManifests manifests;
  private final ObjectStore store;

  public FrozenFiles(FrozenManifests manifests, ObjectStore store) {
    this.manifests = manifests;
    this.store = store;
  }

  ArtifactContent open(Project project, ArtifactPath path) {
    Place place = place(project, path);
    FrozenManifest manifest = manifests.find(place.prefix()).orElseThrow(() -> missing(path));
    FrozenManifest.File file = manifest.files().get(place.rest());
    if (file == null) {
      throw missing(path);
    }
    return new ArtifactContent(
        path.name(),
        file.object(),
        file.size(),
        file.sha256(),
        file.mediaType(),
        manifest.frozenAt(),
        range -> Artifacts.bytes(store, file.object(), null, file.size(), file.sha256(), range));
  }

  List<ArtifactEntry> list(Project project, ArtifactPath folder, @Nullable String after, int most) {
    Place place = place(project, folder);
    Optional<FrozenManifest> manifest = manifests.find(place.prefix());
    if (manifest.isEmpty()) {
      return List.of();
    }
    String below = place.rest().isEmpty() ? "" : place.rest() + "/";
    Map<String, ArtifactEntry> children = new TreeMap<>();
    for (FrozenManifest.File file : manifest.get().files().tailMap(below, true).values()) {
      if (!file.path().startsWith(below)) {
        break;
      }
      String rest = file.path().substring(below.length());
      int slash = rest.indexOf('/');
      ArtifactEntry child =
          slash < 0
              ? new ArtifactEntry(rest, false, file.size())
              : new ArtifactEntry(rest.substring(0, slash), true, 0);
      children.put(child.name(), child);
    }
    List<ArtifactEntry> page = new ArrayList<>();
    for (ArtifactEntry child : children.values()) {
      if (page.size() < most && (after == null || child.name().compareTo(after) > 0)) {
        page.add(child);
      }
    }
    return page;
  }

  private record Place(String prefix, String rest) {}

  /** A caller sees the versions of the own project alone. */
  private static Place place(Project project, ArtifactPath path) {
    String inside = path.frozenPath();
    if (!inside.startsWith(project.pathPrefix())
        || (project.isDefault() && inside.startsWith("projects/"))) {
      throw missing(path);
    }
    int end = project.pathPrefix().length();
    for (int i = 0; i < NAMES_OF_A_PREFIX; i++) {
      int slash = inside.indexOf('/', end);
      if (slash < 0 && i < NAMES_OF_A_PREFIX - 1) {
        return new Place(inside + "/", "");
      }
      end = slash < 0 ? inside.length() + 1 : slash + 1;
    }
    return end > inside.length()
        ? new Place(inside + "/", "")
        : new Place(inside.substring(0, end), inside.substring(end));
  }

  private static ThermoclineException missing(ArtifactPath path) {
    return ThermoclineException.notFound("There is no artifact '" + path + "'.");
  }
}
