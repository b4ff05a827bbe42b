package dev.thermocline.features.definition;

import java.util.List;

/**
 * A view as it stands, with the numbers that stored rows refer to.
 *
 * @param number stands for the view in Redis; never used again, not by a view of the same name
 * @param schemas every schema the view ever had, oldest first
 * @param revision the change that last touched it
 */
public record AppliedView(FeatureView view, int number, List<ViewSchema> schemas, long revision) {
  public AppliedView {
    schemas = List.copyOf(schemas);
  }

  /** The schema that new rows are written with. */
  public ViewSchema schema() {
    return schemas.getLast();
  }
}
