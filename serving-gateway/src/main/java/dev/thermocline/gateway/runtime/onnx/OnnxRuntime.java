package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelRuntime;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Runs ONNX models in this process: one thread to a call, because requests are what there is many
 * of. A file is read as a structure before ONNX Runtime sees it, so that it cannot name data
 * outside its own folder.
 */
@Component
final class OnnxRuntime implements ModelRuntime, AutoCloseable {
  private final OrtEnvironment environment =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "thermocline");
  private final DearCalls dearCalls;
  private final UnsignedInputs unsigned = new UnsignedInputs(environment);

  OnnxRuntime() {
    this.dearCalls = new DearCalls(Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public int preference() {
    return 1;
  }

  @Override
  public boolean canRun(@Nullable ModelDescription description) {
    return description != null && description.onnxFile() != null;
  }

  @Override
  public LoadedModel load(Request request) {
    ModelFolder folder = Objects.requireNonNull(request.folder());
    ModelDescription description = Objects.requireNonNull(request.description());
    String file = Objects.requireNonNull(description.onnxFile());
    // Off the heap, which a large model would fill; given back when the session has its own copy.
    try (Arena arena = Arena.ofConfined()) {
      if (!folder.files().contains(file)) {
        throw new IOException("its MLmodel names '" + file + "', which is not one of its files");
      }
      Path path = folder.root().resolve(file);
      ByteBuffer bytes = read(path, arena);
      boolean external = ExternalData.check(bytes, file, folder.files());
      long memory = (external ? folder.bytes() : bytes.limit()) + (1L << 20);
      OrtSession session = open(path, bytes, external);
      return OnnxModel.warmed(environment, session, description, dearCalls, unsigned, memory);
    } catch (IOException | OrtException failure) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "%s cannot be served: %s.".formatted(request.version(), reason(failure)),
          failure);
    }
  }

  private static ByteBuffer read(Path path, Arena arena) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      long size = file.size();
      if (size > Integer.MAX_VALUE) {
        throw new IOException("its file has more than the 2 GB that an ONNX file may have");
      }
      ByteBuffer bytes = arena.allocate(size).asByteBuffer();
      while (bytes.hasRemaining()) {
        if (file.read(bytes) < 0) {
          throw new EOFException("its file became shorter while it was read");
        }
      }
      return bytes.flip();
    }
  }

  private OrtSession open(Path path, ByteBuffer bytes, boolean external) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      // The bytes that were checked are the bytes that are loaded, unless weights lie beside them.
      return external
          ? environment.createSession(path.toString(), options)
          : environment.createSession(bytes, options);
    }
  }

  private static String reason(Exception failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  @Override
  public void close() throws OrtException {
    dearCalls.close();
    unsigned.close();
  }
}
