package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ThermoclineException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be logged and stored: names, lengths and sizes of batches. */
final class LogRules {
  static final int MAX_KEY = 250;
  static final int MAX_RUN_NAME = 250;
  static final int MAX_EXPERIMENT_NAME = 500;
  static final int MAX_EXPERIMENT_TAG = 20_000;
  static final int MAX_LOCATION = 2048;

  /** Of a parameter or a tag of a run. Whole or not at all: a value is never cut in silence. */
  static final int MAX_VALUE = 100_000;

  static final int MAX_METRICS = 1000;
  static final int MAX_PARAMS = 100;
  static final int MAX_TAGS = 100;
  static final int MAX_ENTRIES = 1000;

  private static final Pattern KEY =
      Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);

  private LogRules() {}

  static void check(Batch batch) {
    bound(batch.metrics().size(), MAX_METRICS, "metrics");
    bound(batch.params().size(), MAX_PARAMS, "params");
    bound(batch.tags().size(), MAX_TAGS, "tags");
    bound(
        batch.metrics().size() + batch.params().size() + batch.tags().size(),
        MAX_ENTRIES,
        "metrics, params, and tags");
    for (int i = 0; i < batch.metrics().size(); i++) {
      MetricPoint point = batch.metrics().get(i).point();
      checkKey(point.key(), "metrics[" + i + "].name");
      if (point.at().toEpochMilli() < 0) {
        throw ThermoclineException.invalid(
            "Invalid value "
                + point.at().toEpochMilli()
                + " for parameter 'metrics["
                + i
                + "].timestamp' supplied: it must not be negative.");
      }
    }
    checkEntries(batch.params(), "params");
    checkEntries(batch.tags(), "tags");
    Set<String> keys = new HashSet<>();
    for (Entry param : batch.params()) {
      if (!keys.add(param.key())) {
        throw ThermoclineException.invalid(
            "Duplicate parameter keys have been submitted: '"
                + param.key()
                + "'. Send one value per key.");
      }
    }
    if (batch.runName() != null) {
      checkText(batch.runName(), "run_name", MAX_RUN_NAME);
    }
  }

  static void checkEntries(List<Entry> entries, String path) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      checkKey(entry.key(), path + "[" + i + "].key");
      checkText(entry.value(), path + "[" + i + "].value", MAX_VALUE);
    }
  }

  static void checkKey(String key, String path) {
    checkText(key, path, MAX_KEY);
    if (key.isEmpty()) {
      throw ThermoclineException.invalid(
          "Missing value for required parameter '" + path + "'. A key name must be provided.");
    }
    if (!KEY.matcher(key).matches()) {
      throw ThermoclineException.invalid(
          "Invalid value \""
              + key
              + "\" for parameter '"
              + path
              + "' supplied: Names may only contain alphanumerics, underscores (_), dashes (-),"
              + " periods (.), spaces ( ), colon(:) and slashes (/).");
    }
    if (!isItsOwnPath(key)) {
      throw ThermoclineException.invalid(
          "Invalid value \""
              + key
              + "\" for parameter '"
              + path
              + "' supplied: Names may be treated as files in certain cases, and must not resolve"
              + " to other names when treated as such.");
    }
  }

  /** Refuses what a column cannot hold, and what is longer than allowed. */
  static void checkText(String text, String path, int limit) {
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw ThermoclineException.invalid(
          "Invalid value for parameter '"
              + path
              + "' supplied: it holds a NUL or half of a surrogate pair.");
    }
    if (text.length() > limit && text.codePointCount(0, text.length()) > limit) {
      throw ThermoclineException.invalid(
          "'" + path + "' exceeds the maximum length of " + limit + " characters");
    }
  }

  static void checkExperimentName(String name) {
    if (name.isBlank()) {
      throw ThermoclineException.invalid("Invalid experiment name: '" + name + "'. Give it one.");
    }
    checkText(name, "name", MAX_EXPERIMENT_NAME);
  }

  static void checkExperimentTag(Entry tag) {
    checkKey(tag.key(), "key");
    checkText(tag.value(), "value", MAX_EXPERIMENT_TAG);
  }

  /** Artifacts are written there by name, so the location must be a plain URI. */
  static void checkLocation(String location) {
    checkText(location, "artifact_location", MAX_LOCATION);
    boolean plain =
        Pattern.matches("[a-z][a-z0-9+.-]*:[^?#\\\\\\p{Cntrl}]+", location)
            && !location.startsWith("runs:")
            && !location.startsWith("file:")
            && !(location + "/").contains("/../");
    if (!plain) {
      throw ThermoclineException.invalid(
          "Invalid artifact_location '"
              + location
              + "': give a URI such as s3://bucket/path, without query, fragment or '..', or leave"
              + " it out and artifacts go through this server.");
    }
  }

  private static boolean isItsOwnPath(String key) {
    if (key.startsWith("/") || key.endsWith("/") || key.contains("//")) {
      return false;
    }
    for (String part : key.split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return !key.startsWith("..");
  }

  private static void bound(int size, int limit, String what) {
    if (size > limit) {
      throw ThermoclineException.invalid(
          "A batch logging request can contain at most "
              + limit
              + " "
              + what
              + ". Got "
              + size
              + " "
              + what
              + ". Please split up "
              + what
              + " across multiple requests and try again.");
    }
  }
}
