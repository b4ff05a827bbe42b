package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Signature.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** ONNX Runtime's words for types and shapes as ours. */
final class OnnxTypes {
  private OnnxTypes() {}

  static List<Spec> inputs(Collection<NodeInfo> nodes) throws OrtException {
    List<Spec> specs = new ArrayList<>();
    for (NodeInfo node : nodes) {
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw new OrtException("its input '" + node.getName() + "' is not a tensor");
      }
      specs.add(spec(node.getName(), info));
    }
    return specs;
  }

  static List<Spec> outputs(Collection<NodeInfo> nodes) throws OrtException {
    List<Spec> specs = new ArrayList<>();
    for (NodeInfo node : nodes) {
      specs.add(
          switch (node.getInfo()) {
            case TensorInfo info -> spec(node.getName(), info);
            // A map of class to probability for each row, which we answer as a matrix.
            case SequenceInfo info when info.sequenceOfMaps ->
                new Spec(node.getName(), DataType.FP32, List.of(-1L, -1L));
            default ->
                throw new OrtException(
                    "its output '" + node.getName() + "' is neither a tensor nor class maps");
          });
    }
    return specs;
  }

  private static Spec spec(String name, TensorInfo info) throws OrtException {
    return new Spec(name, type(name, info), Arrays.stream(info.getShape()).boxed().toList());
  }

  static DataType type(String name, TensorInfo info) throws OrtException {
    return switch (info.onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> DataType.BOOL;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> DataType.UINT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> DataType.UINT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> DataType.UINT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> DataType.UINT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> DataType.INT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> DataType.INT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> DataType.INT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> DataType.INT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> DataType.FP16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> DataType.BF16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> DataType.FP32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> DataType.FP64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> DataType.BYTES;
      default ->
          throw new OrtException("the type " + info.onnxType + " of '" + name + "' is not served");
    };
  }

  /** What a direct buffer of this type is to ONNX Runtime. */
  static OnnxJavaType javaType(DataType type) throws OrtException {
    return switch (type) {
      case BOOL -> OnnxJavaType.BOOL;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT8 -> OnnxJavaType.INT8;
      case INT16 -> OnnxJavaType.INT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case FP16 -> OnnxJavaType.FLOAT16;
      case BF16 -> OnnxJavaType.BFLOAT16;
      case FP32 -> OnnxJavaType.FLOAT;
      case FP64 -> OnnxJavaType.DOUBLE;
      case BYTES -> OnnxJavaType.STRING;
      case UINT16, UINT32, UINT64 ->
          throw new OrtException(type + " has no name in ONNX Runtime's Java interface");
    };
  }
}
