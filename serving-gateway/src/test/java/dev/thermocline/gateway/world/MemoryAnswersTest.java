package dev.thermocline.gateway.world;

import dev.thermocline.gateway.cache.AnswerStore;
import dev.thermocline.gateway.cache.AnswerStoreContract;

class MemoryAnswersTest extends AnswerStoreContract {
  private final AnswerStore store = new MemoryAnswers();

  @Override
  protected AnswerStore store() {
    return store;
  }
}
