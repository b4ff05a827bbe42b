package dev.thermocline.record;

import dev.thermocline.testkit.Servers;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One running service with a database of its own, for the tests of this library. */
@SpringBootTest(
    classes = ExampleService.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "thermocline.auth.mode=open",
      "spring.application.name=example",
      "spring.flyway.locations=classpath:db/record",
      // So long that whatever waits for the next look of the scheduler is noticed.
      "db-scheduler.polling-interval=60s"
    })
public abstract class RecordTest {
  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(RecordTest.class)
        .settings()
        .forEach((name, value) -> registry.add(name, () -> value));
  }
}
