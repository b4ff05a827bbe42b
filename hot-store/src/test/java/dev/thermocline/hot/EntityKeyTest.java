package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class EntityKeyTest {
  @Test
  void readsAsAPersonWouldWriteIt() {
    assertThat(text("default", "patient", "123")).isEqualTo("features:patient_123");
    assertThat(text("oncology", "patient", "123")).isEqualTo("features:oncology/patient_123");
    assertThat(text("default", "visit", "7", "ward-3.b")).isEqualTo("features:visit_7~ward-3.b");
    assertThat(text("default", "user", "a_b ~{é}\n"))
        .isEqualTo("features:user_a%5Fb%20%7E%7B%C3%A9%7D%0A");
  }

  @Test
  void neverGivesTwoEntitiesOneKey() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    String[] parts = {"a", "_", "~", "%", "5F", "b", "/", "{", "é", "7E", ".", "-"};
    String[] entities = {"a", "a_b", "b", "a_", "A"};
    String[] projects = {"default", "a1", "b1"};
    Map<String, List<Object>> seen = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      String project = projects[random.nextInt(projects.length)];
      String entity = entities[random.nextInt(entities.length)];
      List<String> ids =
          random.nextBoolean()
              ? List.of(draw(random, parts))
              : List.of(draw(random, parts), draw(random, parts));
      List<Object> whole = List.of(project, entity, ids);
      List<Object> before =
          seen.putIfAbsent(text(project, entity, ids.toArray(new String[0])), whole);
      assertThat(before == null || before.equals(whole)).as("%s and %s", before, whole).isTrue();
    }
  }

  @Test
  void refusesEmptyAndEndlessIdsAndBadNames() {
    EntityKey keys = EntityKey.of("default", "patient");
    assertThatThrownBy(() -> keys.key("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> keys.key("x".repeat(1 << 20)))
        .hasMessageContaining("1048576")
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> EntityKey.of("default", "1x")).hasMessageContaining("begins with");
  }

  @Test
  void namesAFieldByTheFewestBytesThatHoldTheViewsNumber() {
    assertThat(HotView.field(0)).containsExactly(0);
    assertThat(HotView.field(255)).containsExactly(255);
    assertThat(HotView.field(256)).containsExactly(1, 0);
    assertThat(HotView.field(Integer.MAX_VALUE)).containsExactly(0x7f, 0xff, 0xff, 0xff);
    for (int number : new int[] {0, 1, 127, 128, 255, 256, 65_535, 65_536, Integer.MAX_VALUE}) {
      assertThat(HotView.number(HotView.field(number))).isEqualTo(number);
    }
  }

  private static String draw(RandomGenerator random, String[] parts) {
    StringBuilder id = new StringBuilder();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      id.append(parts[random.nextInt(parts.length)]);
    }
    return id.toString();
  }

  private static String text(String project, String entity, String... ids) {
    return new String(EntityKey.of(project, entity).key(List.of(ids)), UTF_8);
  }
}
