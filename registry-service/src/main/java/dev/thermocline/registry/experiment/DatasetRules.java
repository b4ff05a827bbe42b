package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ThermoclineException;

/** What a dataset may say about itself. */
final class DatasetRules {
  private static final int MAX_NAME = 500;
  private static final int MAX_DIGEST = 36;
  private static final int MAX_SOURCE_TYPE = 36;
  private static final int MAX_SOURCE = 65_535;
  private static final int MAX_SCHEMA = 1_048_575;
  private static final int MAX_PROFILE = 16_777_215;
  private static final int MAX_TAG_KEY = 255;
  private static final int MAX_TAG_VALUE = 500;

  private DatasetRules() {}

  static void check(DatasetInput input) {
    Dataset dataset = input.dataset();
    present(dataset.name(), "name", MAX_NAME);
    present(dataset.digest(), "digest", MAX_DIGEST);
    present(dataset.sourceType(), "source_type", MAX_SOURCE_TYPE);
    LogRules.checkText(dataset.source(), "source", MAX_SOURCE);
    if (dataset.schema() != null) {
      LogRules.checkText(dataset.schema(), "schema", MAX_SCHEMA);
    }
    if (dataset.profile() != null) {
      LogRules.checkText(dataset.profile(), "profile", MAX_PROFILE);
    }
    if (input.context() != null) {
      LogRules.checkText(input.context(), "context", MAX_TAG_VALUE);
    }
    for (Entry tag : input.tags()) {
      present(tag.key(), "tags.key", MAX_TAG_KEY);
      LogRules.checkText(tag.value(), "tags.value", MAX_TAG_VALUE);
    }
  }

  private static void present(String text, String path, int limit) {
    LogRules.checkText(text, path, limit);
    if (text.isEmpty()) {
      throw ThermoclineException.invalid(
          "Missing value for required parameter '" + path + "' of a dataset.");
    }
  }
}
