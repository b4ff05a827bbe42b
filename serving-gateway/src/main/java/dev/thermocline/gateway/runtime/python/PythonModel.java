package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.InferredSignature;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import java.util.List;

/** A model behind its workers. */
final class PythonModel implements LoadedModel {
  /** The model itself lies in its workers' memory, which has a bound of its own. */
  private static final long MEMORY_HERE = 1 << 20;

  private final ModelDescription description;
  private final Signature signature;
  private final Workers workers;

  PythonModel(ModelDescription description, Workers workers) {
    this.description = description;
    Signature declared = description.signature();
    this.signature = declared == null ? new InferredSignature() : declared;
    this.workers = workers;
  }

  Workers workers() {
    return workers;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public List<Signature.Spec> outputs() {
    return description.outputs();
  }

  @Override
  public String platform() {
    return "mlflow_pyfunc";
  }

  @Override
  public long memory() {
    return MEMORY_HERE;
  }

  @Override
  public List<Tensor> run(Batch batch, Deadline deadline) {
    deadline.require("the model's worker was asked");
    return TensorMessages.outputs(workers.ask(TensorMessages.question(batch), deadline));
  }

  @Override
  public void close() {
    workers.close();
  }
}
