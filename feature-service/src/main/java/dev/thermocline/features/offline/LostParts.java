package dev.thermocline.features.offline;

import dev.thermocline.cold.ObjectInfo;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Parts of uploads that were never taken in. */
@Component
class LostParts implements Leftovers {
  private static final Pattern PARTS =
      Pattern.compile("(projects/[^/]+/)?" + Ingestion.Places.UPLOADS + "[^/]+/part-\\d+");

  private final Ingestion.Places places;

  LostParts(Ingestion.Places places) {
    this.places = places;
  }

  @Override
  public String bucket() {
    return places.staging();
  }

  @Override
  public List<String> prefixes() {
    return List.of(Ingestion.Places.UPLOADS, "projects/");
  }

  @Override
  public List<ObjectInfo> among(List<ObjectInfo> old) {
    return old.stream().filter(o -> PARTS.matcher(o.address().key()).matches()).toList();
  }
}
