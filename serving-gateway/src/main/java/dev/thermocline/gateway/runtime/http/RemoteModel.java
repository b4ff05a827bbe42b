package dev.thermocline.gateway.runtime.http;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.util.List;

/** A model behind a URL. What stands there may change at any time without our knowing. */
final class RemoteModel implements LoadedModel {
  private static final long MEMORY_HERE = 64 << 10;

  private final RemoteCalls calls;
  private final RemoteProtocol protocol;

  RemoteModel(RemoteCalls calls, RemoteProtocol protocol) {
    this.calls = calls;
    this.protocol = protocol;
  }

  @Override
  public Signature signature() {
    return protocol.signature();
  }

  @Override
  public List<Signature.Spec> outputs() {
    return protocol.outputs();
  }

  @Override
  public String platform() {
    return "remote";
  }

  @Override
  public long memory() {
    return MEMORY_HERE;
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public List<Tensor> run(Batch batch, Deadline deadline) {
    byte[] answer = calls.ask(protocol.url(), protocol.question(batch), deadline);
    try {
      return protocol.answer(answer, batch.rows());
    } catch (IOException | RuntimeException unreadable) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The model server %s gave an answer that cannot be read: %s."
              .formatted(calls.server(), unreadable.getMessage()),
          unreadable);
    }
  }

  @Override
  public void close() {}
}
