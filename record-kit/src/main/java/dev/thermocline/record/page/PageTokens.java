package dev.thermocline.record.page;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that lead from one page to the next: the position of the last row, signed, and bound
 * to the project and to the query that it belongs to. Callers can neither read anything into one
 * nor use it for another list.
 */
public final class PageTokens {
  private static final int MAC_BYTES = 16;
  private static final int LARGEST = 64 * 1024;

  private final Supplier<byte[]> key;

  /**
   * Tokens that are valid wherever the key is the same.
   *
   * @param key the same in every replica; asked for each time, so that it can come from the
   *     database
   */
  public PageTokens(Supplier<byte[]> key) {
    this.key = key;
  }

  /**
   * The token that goes on behind a position.
   *
   * @param query everything that decides what the list holds and in which order, such as path,
   *     filter and order; not the size of a page
   * @param position the values of the order's columns in the last row
   */
  public String issue(Project project, String query, List<@Nullable String> position) {
    byte[] body = pack(position);
    byte[] token = Arrays.copyOf(sign(project, query, body), MAC_BYTES + body.length);
    System.arraycopy(body, 0, token, MAC_BYTES, body.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The position that the token holds. Throws when it was not issued for this list. */
  public List<@Nullable String> open(Project project, String query, String token) {
    if (token.length() <= LARGEST) {
      try {
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        if (bytes.length > MAC_BYTES) {
          byte[] body = Arrays.copyOfRange(bytes, MAC_BYTES, bytes.length);
          byte[] mac = Arrays.copyOf(bytes, MAC_BYTES);
          if (MessageDigest.isEqual(mac, sign(project, query, body))) {
            return unpack(body);
          }
        }
      } catch (IllegalArgumentException e) {
        // Not base64, so none of ours.
      }
    }
    throw ThermoclineException.invalid(
        "The page token does not belong to this list: the filter, the order or the project differs"
            + " from the request that gave it, or it was cut. Ask for the first page again.");
  }

  private byte[] sign(Project project, String query, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.get(), "HmacSHA256"));
      for (String part : List.of(project.name(), query)) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        mac.update(bytes);
      }
      return Arrays.copyOf(mac.doFinal(body), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC with SHA-256 is part of every Java", e);
    }
  }

  private static byte[] pack(List<@Nullable String> position) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(position.size());
      for (String value : position) {
        byte[] text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(value == null ? -1 : text.length);
        out.write(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static List<@Nullable String> unpack(byte[] body) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      int size = in.readUnsignedShort();
      List<@Nullable String> position = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        int length = in.readInt();
        position.add(length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
      return position;
    } catch (IOException e) {
      throw new UncheckedIOException("A signed token is whole", e);
    }
  }
}
