package dev.thermocline.gateway.cache.near;

import dev.thermocline.gateway.cache.AnswerStore;
import dev.thermocline.gateway.cache.AnswerStoreContract;
import dev.thermocline.gateway.world.MemoryAnswers;

class NearAnswersContractTest extends AnswerStoreContract {
  private final AnswerStore store = new NearAnswers(new MemoryAnswers(), 1 << 20, System::nanoTime);

  @Override
  protected AnswerStore store() {
    return store;
  }
}
