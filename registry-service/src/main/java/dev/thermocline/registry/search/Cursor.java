package dev.thermocline.registry.search;

import dev.thermocline.kit.error.ThermoclineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the values of its last row's sort keys. Travels as an opaque token that is
 * bound to its search, so that it cannot be used with another filter or order. A forged token can
 * only move the start of a page within what its search may see anyway.
 *
 * @param segment which stretch of the order the row was in, where an adapter reads it in several
 * @param values of types Long, Double, String, UUID or null
 */
public record Cursor(int segment, List<@Nullable Object> values) {
  private static final int MARK = 8;
  private static final int MAX_TOKEN = 400_000;

  /** What goes to the caller. {@code search} is any text that stands for the whole search. */
  public String token(String search) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(mark(search));
      out.writeByte(segment);
      for (Object value : values) {
        switch (value) {
          case null -> out.writeByte('n');
          case Long number -> {
            out.writeByte('l');
            out.writeLong(number);
          }
          case Double number -> {
            out.writeByte('d');
            out.writeDouble(number);
          }
          case UUID id -> {
            out.writeByte('u');
            out.writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
          }
          default -> {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            out.writeByte('t');
            out.writeInt(text.length);
            out.write(text);
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** Reads a token of the same search back; an absent or empty one is no cursor. */
  public static @Nullable Cursor of(@Nullable String token, String search, List<SortKey> keys) {
    Cursor cursor = read(token, search);
    if (cursor != null) {
      cursor.requireTypes(keys);
    }
    return cursor;
  }

  /** Reads a token whose keys depend on its segment; check them with {@link #requireTypes}. */
  public static @Nullable Cursor read(@Nullable String token, String search) {
    if (token == null || token.isEmpty()) {
      return null;
    }
    if (token.length() > MAX_TOKEN) {
      throw unreadable();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (!Arrays.equals(in.readNBytes(MARK), mark(search))) {
        throw ThermoclineException.invalid(
            "Invalid page token: it belongs to a search with another filter, order or scope. Start"
                + " again without one.");
      }
      int segment = in.readUnsignedByte();
      List<@Nullable Object> values = new ArrayList<>();
      for (int type = in.read(); type >= 0; type = in.read()) {
        values.add(value(in, type));
      }
      return new Cursor(segment, values);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable();
    }
  }

  /** The segment, refused where the order has fewer. */
  public int segmentOf(int segments) {
    if (segment >= segments) {
      throw unreadable();
    }
    return segment;
  }

  /** Refuses a cursor whose values do not fit these keys. */
  public void requireTypes(List<SortKey> keys) {
    boolean fits = keys.size() == values.size();
    for (int i = 0; fits && i < keys.size(); i++) {
      fits = keys.get(i).fits(values.get(i));
    }
    if (!fits) {
      throw unreadable();
    }
  }

  private static @Nullable Object value(DataInputStream in, int type) throws IOException {
    return switch (type) {
      case 'n' -> null;
      case 'l' -> in.readLong();
      case 'd' -> in.readDouble();
      case 'u' -> new UUID(in.readLong(), in.readLong());
      case 't' -> {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
          throw unreadable();
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) {
          throw unreadable();
        }
        yield text;
      }
      default -> throw unreadable();
    };
  }

  private static byte[] mark(String search) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(search.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest, MARK);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static ThermoclineException unreadable() {
    return ThermoclineException.invalid(
        "Invalid page token: it is not one that this server gave out. Start again without one.");
  }
}
