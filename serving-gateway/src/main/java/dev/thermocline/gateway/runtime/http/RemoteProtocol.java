package dev.thermocline.gateway.runtime.http;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** What a remote server speaks. */
interface RemoteProtocol {
  URI url();

  Signature signature();

  List<Signature.Spec> outputs();

  byte[] question(Batch batch);

  /**
   * Reads the body of an answer with status 200.
   *
   * @throws IOException when it is none
   */
  List<Tensor> answer(byte[] body, int rows) throws IOException;
}
