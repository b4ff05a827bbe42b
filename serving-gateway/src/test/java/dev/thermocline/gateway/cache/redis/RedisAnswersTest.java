package dev.thermocline.gateway.cache.redis;

import dev.thermocline.gateway.cache.AnswerStore;
import dev.thermocline.gateway.cache.AnswerStoreContract;
import dev.thermocline.kit.setting.RedisSettings;
import dev.thermocline.testkit.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisAnswersTest extends AnswerStoreContract {
  private final Servers servers = Servers.of(RedisAnswersTest.class);
  private final RedisAnswers store =
      new RedisAnswers(new RedisSettings(servers.featuresRedis(), servers.cacheRedis()));

  @AfterAll
  void close() {
    store.close();
  }

  @Override
  protected AnswerStore store() {
    return store;
  }
}
