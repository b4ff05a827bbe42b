package dev.thermocline.gateway.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsignedInputsTest {
  @ParameterizedTest
  @CsvSource({
    "UINT16,ffff",
    "UINT32,ffffffff",
    "UINT64,ffffffffffffffff",
    "UINT64,8000000000000001"
  })
  void keepsEveryBitOfValuesThatNoSignedTypeOfThatWidthHolds(DataType type, String hex)
      throws Exception {
    long value = Long.parseUnsignedLong(hex, 16);
    ByteBuffer data = ByteBuffer.allocate(type.width() * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (long element : new long[] {value, 7}) {
      for (int i = 0; i < type.width(); i++) {
        data.put((byte) (element >>> (8 * i)));
      }
    }
    Tensor input = Tensor.of("x", type, new long[] {2, 1}, data.flip());

    try (UnsignedInputs unsigned = new UnsignedInputs(OrtEnvironment.getEnvironment());
        OrtSession.Result result = unsigned.cast(input)) {
      OnnxTensor tensor = (OnnxTensor) result.get(0);
      assertThat(OnnxTypes.type("x", tensor.getInfo())).isEqualTo(type);
      assertThat(tensor.getByteBuffer()).isEqualTo(input.data());
    }
  }
}
