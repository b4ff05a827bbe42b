package dev.thermocline.gateway.runtime;

import java.util.List;

/** A model together with the folder that it was loaded from and may still need. */
record FolderModel(LoadedModel model, ModelFolder folder) implements LoadedModel {
  @Override
  public Signature signature() {
    return model.signature();
  }

  @Override
  public List<Signature.Spec> outputs() {
    return model.outputs();
  }

  @Override
  public String platform() {
    return model.platform();
  }

  @Override
  public long memory() {
    return model.memory();
  }

  @Override
  public boolean repeatable() {
    return model.repeatable();
  }

  @Override
  public List<Tensor> run(Batch batch, Deadline deadline) {
    return model.run(batch, deadline);
  }

  @Override
  public void close() {
    try (folder) {
      model.close();
    }
  }
}
