package dev.thermocline.cold.memory;

import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ObjectStoreContract;
import java.time.Clock;

class MemoryObjectStoreTest extends ObjectStoreContract {
  private final MemoryObjectStore store = new MemoryObjectStore(Clock.systemUTC());

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Override
  protected String bucket() {
    return "memory";
  }

  @Override
  protected int largeSize() {
    return 100_000;
  }
}
