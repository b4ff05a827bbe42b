package dev.thermocline.gateway.runtime.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Finds the weights that an ONNX file keeps in other files. A file may name any path there; only
 * the model's own files are let through. Reads the protobuf structure alone, without copying it.
 */
final class ExternalData {
  private static final int MAX_DEPTH = 64;

  /** Of the name or the value of an entry about external data. */
  private static final int LONGEST_TEXT = 1 << 16;

  /** The messages on the way to a tensor; the fields that lead further are in {@link #inner}. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE,
    FUNCTION,
    TRAINING,
    ENTRY,
    OTHER
  }

  private final ByteBuffer bytes;
  private final String folder;
  private final Set<String> files;
  private boolean found;

  private ExternalData(ByteBuffer bytes, String folder, Set<String> files) {
    this.bytes = bytes;
    this.folder = folder;
    this.files = files;
  }

  /**
   * Whether the file has external data.
   *
   * @param bytes of the file from the buffer's start to its limit; its position stays
   * @throws IOException when it is not a protobuf message, or names a file that is not the model's
   */
  static boolean check(ByteBuffer bytes, String file, Set<String> files) throws IOException {
    int slash = file.lastIndexOf('/');
    ExternalData walk = new ExternalData(bytes, file.substring(0, slash + 1), files);
    int graphs = walk.message(Message.MODEL, 0, bytes.limit(), 0);
    if (graphs == 0) {
      throw new IOException("'" + file + "' is not an ONNX model: it has no graph");
    }
    return walk.found;
  }

  /** Returns how many graphs lie directly in it. */
  private int message(Message kind, int from, int to, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("the model's graphs are nested deeper than " + MAX_DEPTH);
    }
    int graphs = 0;
    String key = "";
    String value = "";
    int at = from;
    while (at < to) {
      long tag = varint(at, to);
      at += varintLength(at);
      int field = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> {
          varint(at, to);
          at += varintLength(at);
        }
        case 1 -> at += 8;
        case 5 -> at += 4;
        case 2 -> {
          long length = varint(at, to);
          at += varintLength(at);
          if (length < 0 || length > to - at) {
            throw notOnnx();
          }
          Message inner = inner(kind, field);
          if (kind == Message.ENTRY) {
            String text = text(at, length);
            key = field == 1 ? text : key;
            value = field == 2 ? text : value;
          } else if (inner != Message.OTHER) {
            message(inner, at, at + (int) length, depth + 1);
          }
          graphs += inner == Message.GRAPH ? 1 : 0;
          at += (int) length;
        }
        default -> throw notOnnx();
      }
      if (at > to) {
        throw notOnnx();
      }
    }
    if (kind == Message.ENTRY && key.equals("location")) {
      found = true;
      requireOwn(value);
    }
    return graphs;
  }

  private static Message inner(Message kind, int field) {
    return switch (kind) {
      case MODEL ->
          switch (field) {
            case 7 -> Message.GRAPH;
            case 20 -> Message.TRAINING;
            case 25 -> Message.FUNCTION;
            default -> Message.OTHER;
          };
      case GRAPH ->
          switch (field) {
            case 1 -> Message.NODE;
            case 5 -> Message.TENSOR;
            case 15 -> Message.SPARSE;
            default -> Message.OTHER;
          };
      case NODE -> field == 5 ? Message.ATTRIBUTE : Message.OTHER;
      case ATTRIBUTE ->
          switch (field) {
            case 5, 10 -> Message.TENSOR;
            case 6, 11 -> Message.GRAPH;
            case 22, 23 -> Message.SPARSE;
            default -> Message.OTHER;
          };
      case SPARSE -> field == 1 || field == 2 ? Message.TENSOR : Message.OTHER;
      case FUNCTION ->
          switch (field) {
            case 7 -> Message.NODE;
            case 11 -> Message.ATTRIBUTE;
            default -> Message.OTHER;
          };
      case TRAINING -> field == 1 || field == 2 ? Message.GRAPH : Message.OTHER;
      case TENSOR -> field == 13 ? Message.ENTRY : Message.OTHER;
      case ENTRY, OTHER -> Message.OTHER;
    };
  }

  private void requireOwn(String location) throws IOException {
    // The list of files holds plain relative paths, so that nothing with '..' or '/' first is in
    // it.
    if (!files.contains(folder + location)) {
      throw new IOException(
          "it keeps weights in '" + location + "', which is not one of its files");
    }
  }

  private String text(int at, long length) throws IOException {
    if (length > LONGEST_TEXT) {
      throw notOnnx();
    }
    byte[] text = new byte[(int) length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private long varint(int from, int to) throws IOException {
    long value = 0;
    for (int i = 0; i < 10; i++) {
      if (from + i >= to) {
        throw notOnnx();
      }
      byte b = bytes.get(from + i);
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw notOnnx();
  }

  /** Only after {@link #varint} has checked it. */
  private int varintLength(int from) {
    int length = 1;
    while (bytes.get(from + length - 1) < 0) {
      length++;
    }
    return length;
  }

  private static IOException notOnnx() {
    return new IOException("its file is not an ONNX model: it is cut short or something else");
  }
}
