package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.DataType;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.gateway.runtime.TensorSignature;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session of ONNX Runtime. */
final class OnnxModel implements LoadedModel {
  private static final Logger log = LoggerFactory.getLogger(OnnxModel.class);

  /** Below this a hand-over to another thread costs more than it saves. */
  private static final long CHEAP_NANOS = Duration.ofNanos(200_000).toNanos();

  private static final int WARM_UP_CALLS = 5;

  private final OrtEnvironment environment;
  private final OpenSession session;
  private final Signature signature;
  private final Binding binding;
  private final List<Signature.Spec> outputs;
  private final DearCalls dearCalls;
  private final UnsignedInputs unsigned;
  private final DirectBuffers buffers = new DirectBuffers();
  private final long memory;
  private volatile long nanosPerRow = CHEAP_NANOS / 4;

  private OnnxModel(
      OrtEnvironment environment,
      OrtSession session,
      ModelDescription description,
      DearCalls dearCalls,
      UnsignedInputs unsigned,
      long memory)
      throws OrtException {
    this.environment = environment;
    this.session = new OpenSession(session);
    List<Signature.Spec> graph = OnnxTypes.inputs(session.getInputInfo().values());
    Signature described = description.signature();
    this.signature = described == null ? new TensorSignature(graph) : described;
    this.binding = new Binding(signature, graph);
    this.outputs = OnnxTypes.outputs(session.getOutputInfo().values());
    this.dearCalls = dearCalls;
    this.unsigned = unsigned;
    this.memory = memory;
    warmUp(graph);
  }

  /** Takes over the session: it is closed with the model, or here when that fails. */
  static OnnxModel warmed(
      OrtEnvironment environment,
      OrtSession session,
      ModelDescription description,
      DearCalls dearCalls,
      UnsignedInputs unsigned,
      long memory)
      throws OrtException {
    try {
      return new OnnxModel(environment, session, description, dearCalls, unsigned, memory);
    } catch (OrtException | RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  private void warmUp(List<Signature.Spec> graph) {
    List<Tensor> zeros = graph.stream().map(OnnxModel::zeros).toList();
    long best = Long.MAX_VALUE;
    try {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        long start = System.nanoTime();
        List<Tensor> _ = call(zeros, null);
        best = Math.min(best, System.nanoTime() - start);
      }
      nanosPerRow = best;
    } catch (OrtException zerosAreRefused) {
      // Free sizes may depend on each other, or zeros be no valid values: real calls will warm it.
      log.debug("warm-up with zeros refused: {}", zerosAreRefused.getMessage());
    }
  }

  private static Tensor zeros(Signature.Spec spec) {
    long[] shape = spec.shape().stream().mapToLong(size -> size < 0 ? 1 : size).toArray();
    int count = Tensor.count(shape);
    return spec.type() == DataType.BYTES
        ? Tensor.ofBytes(
            spec.name(),
            shape,
            Stream.generate(() -> new byte[0]).limit(count).toArray(byte[][]::new))
        : Tensor.of(
            spec.name(), spec.type(), shape, ByteBuffer.allocate(count * spec.type().width()));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public List<Signature.Spec> outputs() {
    return outputs;
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public long memory() {
    return memory;
  }

  @Override
  public List<Tensor> run(Batch batch, Deadline deadline) {
    List<Tensor> inputs = binding.bind(batch);
    try {
      if (nanosPerRow * batch.rows() < CHEAP_NANOS) {
        return timed(inputs, batch.rows(), null);
      }
      Ending ending = new Ending();
      return dearCalls.call(
          () -> ending.during(options -> timed(inputs, batch.rows(), options)),
          deadline,
          ending::ask);
    } catch (OrtException refused) {
      throw translated(refused);
    } catch (RuntimeException known) {
      throw known;
    } catch (Exception failure) {
      throw new IllegalStateException("a model call failed", failure);
    }
  }

  private static ThermoclineException translated(OrtException refused) {
    String message = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    return switch (refused.getCode()) {
      case ORT_INVALID_ARGUMENT, ORT_RUNTIME_EXCEPTION, ORT_FAIL ->
          new ThermoclineException(
              ErrorKind.INVALID_ARGUMENT, "The model refused the inputs: " + message, refused);
      default ->
          new ThermoclineException(
              ErrorKind.UNAVAILABLE, "The model could not answer: " + message, refused);
    };
  }

  private List<Tensor> timed(List<Tensor> inputs, int rows, OrtSession.@Nullable RunOptions options)
      throws OrtException {
    long start = System.nanoTime();
    List<Tensor> answer = call(inputs, options);
    long perRow = (System.nanoTime() - start) / Math.max(1, rows);
    // One slow call in a pause of the machine must not make a cheap model dear; and an update that
    // another thread overwrites is one sample less.
    long known = nanosPerRow;
    nanosPerRow = known + (Math.min(perRow, known * 4 + 1_000) - known) / 16;
    return answer;
  }

  private List<Tensor> call(List<Tensor> inputs, OrtSession.@Nullable RunOptions options)
      throws OrtException {
    return session.use(open -> call(open, inputs, options));
  }

  private List<Tensor> call(
      OrtSession open, List<Tensor> inputs, OrtSession.@Nullable RunOptions options)
      throws OrtException {
    List<ByteBuffer> taken = new ArrayList<>(inputs.size());
    List<AutoCloseable> closed = new ArrayList<>(inputs.size());
    Map<String, OnnxTensor> feed = LinkedHashMap.newLinkedHashMap(inputs.size());
    try {
      for (Tensor input : inputs) {
        feed.put(input.name(), onnx(input, taken, closed));
      }
      try (OrtSession.Result result = open.run(feed, options)) {
        List<Tensor> answer = new ArrayList<>(result.size());
        for (Map.Entry<String, OnnxValue> output : result) {
          answer.add(tensor(output.getKey(), output.getValue()));
        }
        return answer;
      }
    } finally {
      closed.forEach(OnnxModel::close);
      taken.forEach(buffers::giveBack);
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failure) {
      log.warn("a tensor did not close: {}", failure.getMessage());
    }
  }

  private OnnxTensor onnx(Tensor input, List<ByteBuffer> taken, List<AutoCloseable> closed)
      throws OrtException {
    if (UnsignedInputs.holds(input.type())) {
      OrtSession.Result cast = unsigned.cast(input);
      closed.add(cast);
      return (OnnxTensor) cast.get(0);
    }
    OnnxTensor made = onnx(input, taken);
    closed.add(made);
    return made;
  }

  private OnnxTensor onnx(Tensor input, List<ByteBuffer> taken) throws OrtException {
    if (input.type() == DataType.BYTES) {
      String[] strings = new String[input.count()];
      for (int i = 0; i < strings.length; i++) {
        strings[i] = input.stringAt(i);
      }
      return OnnxTensor.createTensor(environment, strings, input.shape());
    }
    ByteBuffer data = input.data();
    ByteBuffer buffer = buffers.take(data.remaining());
    taken.add(buffer);
    buffer.put(data).flip();
    return OnnxTensor.createTensor(
        environment, buffer, input.shape(), OnnxTypes.javaType(input.type()));
  }

  private static Tensor tensor(String name, OnnxValue value) throws OrtException {
    return switch (value) {
      case OnnxTensor tensor -> {
        DataType type = OnnxTypes.type(name, tensor.getInfo());
        long[] shape = tensor.getInfo().getShape();
        if (type == DataType.BYTES) {
          List<String> strings = new ArrayList<>();
          flatten(tensor.getValue(), strings);
          yield Tensor.ofStrings(name, shape, strings);
        }
        yield Tensor.of(name, type, shape, tensor.getByteBuffer());
      }
      case OnnxSequence sequence -> classMaps(name, sequence);
      default -> throw new OrtException("its output '" + name + "' is not a tensor");
    };
  }

  private static void flatten(Object nested, List<String> into) {
    if (nested instanceof Object[] array) {
      for (Object inner : array) {
        flatten(inner, into);
      }
    } else {
      into.add(nested.toString());
    }
  }

  /** Probabilities by class, one map a row, as a matrix whose columns are the classes in order. */
  private static Tensor classMaps(String name, OnnxSequence sequence) throws OrtException {
    List<Collection<?>> rows = new ArrayList<>();
    for (OnnxValue row : sequence.getValue()) {
      if (!(row instanceof OnnxMap map)) {
        throw new OrtException("its output '" + name + "' is a sequence of something else");
      }
      rows.add(new TreeMap<>(map.getValue()).values());
    }
    int width = rows.isEmpty() ? 0 : rows.getFirst().size();
    float[] values = new float[rows.size() * width];
    int at = 0;
    for (Collection<?> row : rows) {
      for (Object probability : row) {
        values[at++] = ((Number) probability).floatValue();
      }
    }
    return Tensor.ofFloats(name, new long[] {rows.size(), width}, values);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException failure) {
      log.warn("session did not close: {}", failure.getMessage());
    }
  }
}
