package dev.thermocline.gateway.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The element types of tensors, under the names of the Open Inference Protocol. */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Strings or raw bytes, each of its own length. */
  BYTES(0);

  private static final Map<String, DataType> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(DataType::name, type -> type));

  private final int width;

  DataType(int width) {
    this.width = width;
  }

  public static Optional<DataType> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Bytes of one element, 0 where elements differ in length. */
  public int width() {
    return width;
  }

  public boolean isFloating() {
    return this == FP16 || this == BF16 || this == FP32 || this == FP64;
  }

  public boolean isInteger() {
    return width > 0 && this != BOOL && !isFloating();
  }

  public boolean isUnsigned() {
    return this == UINT8 || this == UINT16 || this == UINT32 || this == UINT64;
  }

  /**
   * Whether every value of {@code this} is also a value of {@code wider}, bit for bit in meaning.
   */
  public boolean widensTo(DataType wider) {
    if (this == wider) {
      return true;
    }
    if (isInteger() && wider.isInteger()) {
      if (isUnsigned() == wider.isUnsigned()) {
        return width <= wider.width;
      }
      return isUnsigned() && width < wider.width;
    }
    if (isInteger() && wider.isFloating()) {
      return wider == FP64 ? width <= 4 : wider == FP32 && width <= 2;
    }
    if (isFloating() && wider.isFloating()) {
      return width < wider.width;
    }
    return false;
  }
}
