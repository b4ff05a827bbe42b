package dev.thermocline.registry.experiment;

import dev.thermocline.registry.search.FieldKind;
import dev.thermocline.registry.search.Operator;
import dev.thermocline.registry.search.Searchable;

/** What experiments, runs and logged models can be searched and ordered by. */
public final class TrackingFields {
  public static final Searchable RUNS =
      Searchable.builder()
          .prefixes(FieldKind.ATTRIBUTE, "attribute", "attributes", "attr", "run")
          .prefixes(FieldKind.METRIC, "metric", "metrics")
          .prefixes(FieldKind.PARAM, "parameter", "parameters", "param", "params")
          .prefixes(FieldKind.TAG, "tag", "tags")
          .prefixes(FieldKind.DATASET, "dataset", "datasets")
          .attribute(Searchable.Type.LISTED_TEXT, "run_id")
          .attribute(Searchable.Type.TEXT, "run_name", "run name", "Run name", "Run Name")
          .attribute(Searchable.Type.TEXT, "user_id")
          .attribute(Searchable.Type.TEXT, "status")
          .attribute(Searchable.Type.TEXT, "artifact_uri")
          .attribute(Searchable.Type.INTEGER, "start_time", "created", "Created")
          .attribute(Searchable.Type.INTEGER, "end_time")
          .nullable(FieldKind.PARAM)
          .nullable(FieldKind.TAG)
          .keys(FieldKind.DATASET, "name", "digest", "context")
          .ordered(FieldKind.METRIC, FieldKind.PARAM, FieldKind.TAG)
          .build();

  public static final Searchable EXPERIMENTS =
      Searchable.builder()
          .prefixes(FieldKind.ATTRIBUTE, "attribute")
          .prefixes(FieldKind.TAG, "tag", "tags")
          .attribute(Searchable.Type.LISTED_TEXT, "experiment_id")
          .attribute(Searchable.Type.TEXT, "name")
          .attribute(Searchable.Type.INTEGER, "creation_time")
          .attribute(Searchable.Type.INTEGER, "last_update_time")
          .nullable(FieldKind.TAG)
          .build();

  public static final Searchable LOGGED_MODELS =
      Searchable.builder()
          .prefixes(FieldKind.ATTRIBUTE, "attributes", "attribute")
          .prefixes(FieldKind.METRIC, "metrics")
          .prefixes(FieldKind.PARAM, "params")
          .prefixes(FieldKind.TAG, "tags")
          .attribute(Searchable.Type.LISTED_TEXT, "model_id")
          .attribute(Searchable.Type.LISTED_TEXT, "name")
          .attribute(Searchable.Type.LISTED_TEXT, "model_type")
          .attribute(Searchable.Type.LISTED_TEXT, "source_run_id")
          .attribute(Searchable.Type.LISTED_TEXT, "artifact_location")
          .attribute(Searchable.Type.LISTED_TEXT, "status")
          .attribute(
              Searchable.Type.INTEGER,
              "creation_timestamp",
              "creation_time",
              "creation_timestamp_ms")
          .attribute(Searchable.Type.INTEGER, "last_updated_timestamp", "last_updated_timestamp_ms")
          .alsoAllow(FieldKind.PARAM, Operator.IN, Operator.NOT_IN)
          .alsoAllow(FieldKind.TAG, Operator.IN, Operator.NOT_IN)
          .ordered(FieldKind.METRIC)
          .build();

  private TrackingFields() {}
}
