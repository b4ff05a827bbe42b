package dev.thermocline.registry.dataset;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.regex.Pattern;

/** How a caller names a version of a dataset: by number, by content, or as the newest. */
public sealed interface VersionName {
  /** As the caller would write it. */
  String text();

  record Numbered(int number) implements VersionName {
    @Override
    public String text() {
      return Integer.toString(number);
    }
  }

  /** By its digest, or the part of it that MLflow carries. */
  record OfContent(String digest) implements VersionName {
    @Override
    public String text() {
      return digest;
    }
  }

  record Newest() implements VersionName {
    @Override
    public String text() {
      return "latest";
    }
  }

  Pattern NUMBER = Pattern.compile("\\d{1,9}");
  Pattern DIGEST = Pattern.compile("[0-9a-f]{32}(?:[0-9a-f]{32})?");

  static VersionName parse(String text) {
    if (text.equals("latest")) {
      return new Newest();
    }
    if (NUMBER.matcher(text).matches()) {
      return new Numbered(Integer.parseInt(text));
    }
    if (DIGEST.matcher(text).matches()) {
      return new OfContent(text);
    }
    throw ThermoclineException.invalid(
        "'"
            + DatasetNames.printable(text)
            + "' names no version of a dataset. Give its number, its digest, or 'latest'.");
  }
}
