package dev.thermocline.gateway.openinference.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.thermocline.gateway.openinference.BinaryTensors;
import dev.thermocline.gateway.openinference.InferRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import openinference.v2.ModelInferRequest;
import openinference.v2.ModelInferRequest.InferInputTensor;
import openinference.v2.ModelInferResponse;
import openinference.v2.ModelInferResponse.InferOutputTensor;

/** Inference requests and answers as messages; tensors as bytes or as typed lists. */
final class InferMessages {
  private InferMessages() {}

  static InferRequest read(ModelInferRequest message) {
    int count = message.getInputsCount();
    boolean raw = message.getRawInputContentsCount() > 0;
    if (count == 0) {
      throw ThermoclineException.invalid("The request has no inputs.");
    }
    if (raw && message.getRawInputContentsCount() != count) {
      throw ThermoclineException.invalid(
          "The request has %d inputs and %d raw_input_contents; give one for each, or none."
              .formatted(count, message.getRawInputContentsCount()));
    }
    List<Tensor> inputs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      inputs.add(
          raw
              ? raw(message.getInputs(i), message.getRawInputContents(i))
              : TypedContents.read(message.getInputs(i)));
    }
    List<InferRequest.Output> outputs =
        message.getOutputsList().stream()
            .map(output -> new InferRequest.Output(output.getName(), null))
            .toList();
    return new InferRequest(message.getId(), inputs, outputs, raw);
  }

  private static Tensor raw(InferInputTensor input, ByteString bytes) {
    if (input.hasContents()) {
      throw ThermoclineException.invalid(
          "Input '%s' has contents beside raw_input_contents; give one of them."
              .formatted(input.getName()));
    }
    long[] shape = shape(input);
    return BinaryTensors.read(
        input.getName(),
        type(input),
        shape,
        InferRequest.count(input.getName(), shape),
        bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  static long[] shape(InferInputTensor input) {
    long[] shape = new long[input.getShapeCount()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = input.getShape(i);
    }
    return shape;
  }

  static DataType type(InferInputTensor input) {
    return DataType.find(input.getDatatype())
        .orElseThrow(() ->
            ThermoclineException.invalid(
                "Input '%s' has the datatype '%s'; there are %s."
                    .formatted(
                        input.getName(), input.getDatatype(), Arrays.toString(DataType.values()))));
  }

  /** Answers in the form of the question; what has no typed list goes out as bytes. */
  static ModelInferResponse write(
      ModelInferRequest request, Prediction prediction, List<Tensor> outputs) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(prediction.deployment().name())
            .setModelVersion(prediction.version().version())
            .setId(request.getId());
    boolean raw =
        request.getRawInputContentsCount() > 0
            || outputs.stream().anyMatch(output -> !TypedContents.canHold(output.type()));
    for (Tensor output : outputs) {
      InferOutputTensor.Builder tensor =
          InferOutputTensor.newBuilder().setName(output.name()).setDatatype(output.type().name());
      for (long size : output.shape()) {
        tensor.addShape(size);
      }
      if (raw) {
        message.addRawOutputContents(UnsafeByteOperations.unsafeWrap(BinaryTensors.write(output)));
      } else {
        tensor.setContents(TypedContents.write(output));
      }
      message.addOutputs(tensor);
    }
    return message.build();
  }
}
