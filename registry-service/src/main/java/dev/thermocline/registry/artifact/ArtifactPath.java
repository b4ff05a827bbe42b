package dev.thermocline.registry.artifact;

import dev.thermocline.kit.error.ThermoclineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where an artifact lies inside its project: names joined by {@code /}. It cannot lead out of the
 * project, and a file of that name can be written on any common system.
 */
public record ArtifactPath(String value) {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PATH = 850;
  private static final String FROZEN = "frozen/";
  private static final Pattern ENCODED_TRICK =
      Pattern.compile("%(?:2e|2f|5c|00|25)", Pattern.CASE_INSENSITIVE);

  public ArtifactPath {
    if (value.isEmpty()) {
      throw invalid("it is empty");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw invalid("it has more than " + LONGEST_PATH + " bytes");
    }
    for (String name : value.split("/", -1)) {
      checkName(name);
    }
  }

  /** A folder as clients write it: with or without a slash at its end. */
  public static ArtifactPath of(String text) {
    return new ArtifactPath(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  /** The last name. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** Every folder that this path lies in, the outermost first. */
  public List<String> folders() {
    List<String> folders = new ArrayList<>();
    for (int slash = value.indexOf('/'); slash > 0; slash = value.indexOf('/', slash + 1)) {
      folders.add(value.substring(0, slash));
    }
    return folders;
  }

  public ArtifactPath child(String name) {
    return new ArtifactPath(value + "/" + name);
  }

  /** Whether this names a file of a frozen model version, which nobody may change. */
  public boolean isFrozen() {
    return (value + "/").startsWith(FROZEN);
  }

  /** What stands behind {@code frozen/}: a path in the bucket of frozen versions. */
  public String frozenPath() {
    return value.length() < FROZEN.length() ? "" : value.substring(FROZEN.length());
  }

  @Override
  public String toString() {
    return value;
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw invalid("it is absolute or has an empty name between two slashes");
    }
    if (name.equals(".") || name.equals("..")) {
      throw invalid("it has '" + name + "' as a name");
    }
    if (name.indexOf('\\') >= 0) {
      throw invalid("it has a backslash");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw invalid("one of its names has more than " + LONGEST_NAME + " bytes");
    }
    if (name.codePoints().anyMatch(ArtifactPath::unprintable)) {
      throw invalid("it has a control character or half a character");
    }
    if (ENCODED_TRICK.matcher(name).find()) {
      throw invalid("it is percent-encoded twice");
    }
  }

  private static boolean unprintable(int codePoint) {
    return Character.isISOControl(codePoint)
        || Character.getType(codePoint) == Character.SURROGATE
        || codePoint == 0xFFFD;
  }

  private static ThermoclineException invalid(String why) {
    return ThermoclineException.invalid(
        "Invalid path: " + why + ". Send names joined by '/', relative to the artifact root.");
  }
}
