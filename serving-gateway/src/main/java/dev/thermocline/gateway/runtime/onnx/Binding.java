package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.OrtException;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Casts;
import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Elements;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Signature.Spec;
import dev.thermocline.gateway.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * From a signature's batch to what the graph takes: columns side by side for a graph with one
 * input, each by its name for a graph with many.
 */
final class Binding {
  private final List<Spec> graph;

  /**
   * @throws OrtException when the signature can never fit the graph, so that it is told at loading
   */
  Binding(Signature signature, List<Spec> graph) throws OrtException {
    this.graph = graph;
    for (Spec input : graph) {
      if (graph.size() > 1 && !signature.wants(input.name())) {
        throw new OrtException(
            "its graph wants '%s', which its signature does not have".formatted(input.name()));
      }
      for (Spec given : signature.inputs()) {
        boolean feeds = graph.size() == 1 || given.name().equals(input.name());
        if (feeds && !Casts.possible(given.type(), input.type())) {
          throw new OrtException(
              "its signature has %s for '%s' where the graph wants %s"
                  .formatted(given.type(), given.name(), input.type()));
        }
      }
    }
    if (graph.size() == 1 && signature instanceof ColumnSignature columns) {
      requireWidth(graph.getFirst(), columns.columns().size());
    }
  }

  private static void requireWidth(Spec input, int columns) throws OrtException {
    List<Long> shape = input.shape();
    if (shape.size() == 2 && shape.get(1) >= 0 && shape.get(1) != columns) {
      throw new OrtException(
          "its graph wants %d columns and its signature has %d".formatted(shape.get(1), columns));
    }
  }

  List<Tensor> bind(Batch batch) {
    List<Tensor> bound = new ArrayList<>(graph.size());
    for (Spec input : graph) {
      Tensor tensor = graph.size() == 1 ? whole(batch) : column(batch, input.name());
      Tensor cast = Casts.to(input.type(), tensor);
      int rank = input.shape().size();
      if (cast.rank() == 1 && rank == 2) {
        cast = cast.reshaped(cast.rows(), 1);
      } else if (cast.rank() == 2 && rank == 1 && cast.count() == cast.rows()) {
        cast = cast.reshaped(cast.rows());
      }
      bound.add(cast.named(input.name()));
    }
    return bound;
  }

  private Tensor whole(Batch batch) {
    if (batch.blocks().size() == 1) {
      return batch.blocks().getFirst().tensor();
    }
    DataType type = graph.getFirst().type();
    int width = batch.blocks().size();
    long[] shape = {batch.rows(), width};
    if (type == DataType.BYTES) {
      byte[][] elements = new byte[batch.rows() * width][];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = batch.blocks().get(i % width).tensor().element(i / width);
      }
      return Tensor.ofBytes("", shape, elements);
    }
    List<Tensor> columns = new ArrayList<>(width);
    for (Batch.Block block : batch.blocks()) {
      columns.add(Casts.to(type, block.tensor()));
    }
    ByteBuffer data =
        ByteBuffer.allocate(batch.rows() * width * type.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < batch.rows(); row++) {
      for (Tensor column : columns) {
        data.put(column.data().slice(row * type.width(), type.width()));
      }
    }
    return Tensor.of("", type, shape, data.flip());
  }

  private static Tensor column(Batch batch, String name) {
    for (Batch.Block block : batch.blocks()) {
      int at = block.columns().indexOf(name);
      if (at >= 0) {
        return block.columns().size() == 1 ? block.tensor() : slice(block, at, name);
      }
    }
    throw Elements.missing(name);
  }

  private static Tensor slice(Batch.Block block, int at, String name) {
    Tensor matrix = block.tensor();
    int width = block.columns().size();
    int bytes = matrix.type().width();
    ByteBuffer data = ByteBuffer.allocate(matrix.rows() * bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer source = matrix.data();
    for (int row = 0; row < matrix.rows(); row++) {
      data.put(source.slice((row * width + at) * bytes, bytes));
    }
    return Tensor.of(name, matrix.type(), new long[] {matrix.rows()}, data.flip());
  }
}
