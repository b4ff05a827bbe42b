package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Redis key of an entity's hash, as in {@code features:patient_123}. Injective: two entities
 * never share a key, whatever their ids hold.
 */
public final class EntityKey {
  /** Longer keys are refused; a key stands in Redis and in every request. */
  public static final int MAX_LENGTH = 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
  private static final byte[] PREFIX = "features:".getBytes(UTF_8);
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final boolean[] PLAIN = new boolean[128];

  static {
    for (char c = 0; c < PLAIN.length; c++) {
      PLAIN[c] =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-';
    }
  }

  private final byte[] start;

  private EntityKey(byte[] start) {
    this.start = start;
  }

  /** The keys of one kind of entity in one project. */
  public static EntityKey of(String project, String entity) {
    if (!NAME.matcher(entity).matches()) {
      throw new IllegalArgumentException(
          "An entity's name has 1 to 63 of A-Z, a-z, 0-9 and '_' and begins with a letter: "
              + entity);
    }
    return new EntityKey((room(project) + entity + "_").getBytes(UTF_8));
  }

  /** What stands before a name of another project than {@code default}. */
  static String room(String project) {
    return project.equals("default") ? "" : project + "/";
  }

  /**
   * The key of one entity.
   *
   * @param ids the values of the join keys in the order of the join keys' names; whole numbers and
   *     texts alike as text
   * @throws IllegalArgumentException when an id is empty or the key would be too long
   */
  public byte[] key(List<String> ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.writeBytes(PREFIX);
    out.writeBytes(start);
    for (int i = 0; i < ids.size(); i++) {
      if (i > 0) {
        out.write('~');
      }
      append(out, ids.get(i));
    }
    return out.toByteArray();
  }

  /** The key of an entity with one join key. */
  public byte[] key(String id) {
    return key(List.of(id));
  }

  private static void append(ByteArrayOutputStream out, String id) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("An entity's id is empty");
    }
    if (id.length() > MAX_LENGTH) {
      throw tooLong(id.length());
    }
    for (byte b : id.getBytes(UTF_8)) {
      if (b >= 0 && PLAIN[b]) {
        out.write(b);
      } else {
        out.write('%');
        out.writeBytes(HEX.toHexDigits(b).getBytes(UTF_8));
      }
    }
    if (out.size() > MAX_LENGTH) {
      throw tooLong(out.size());
    }
  }

  private static IllegalArgumentException tooLong(int length) {
    return new IllegalArgumentException(
        "An entity's key would take " + length + " bytes and may take " + MAX_LENGTH);
  }
}
