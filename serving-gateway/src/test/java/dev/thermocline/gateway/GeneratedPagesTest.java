package dev.thermocline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.access.web.RouteWalk;
import dev.thermocline.kit.access.web.RulePage;
import dev.thermocline.kit.access.web.RuleTable;
import dev.thermocline.kit.setting.spring.SettingsTable;
import dev.thermocline.testkit.GeneratedPages;
import dev.thermocline.testkit.RunningService;
import dev.thermocline.testkit.Servers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the documentation says about this service is what the service says of itself. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.gateway.grpc-port=0")
class GeneratedPagesTest {
  private static final String SERVICE = "serving-gateway";

  private final ListableBeanFactory beans;
  private final RunningService service;

  @Autowired
  GeneratedPagesTest(ListableBeanFactory beans, @LocalServerPort int port) {
    this.beans = beans;
    this.service = new RunningService(SERVICE, port);
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(GeneratedPagesTest.class)
        .settings()
        .forEach((name, value) -> registry.add(name, () -> value));
  }

  @Test
  void explainsEverySetting() {
    SettingsTable table = SettingsTable.own(beans);

    assertThat(table.withoutMeaning()).isEmpty();
    GeneratedPages.checkSection("configuration.md", SERVICE, table.markdown());
  }

  @Test
  void guardsEveryRouteByTheTableOfThePage() {
    assertThat(new RouteWalk(beans).unguarded()).isEmpty();
    GeneratedPages.checkSection(
        "access.md", SERVICE, RulePage.markdown(beans.getBean(RuleTable.class)));
  }

  @Test
  void describesItsRoutes() {
    service.checkRoutes();
  }

  @Test
  void tellsPrometheusHowItsDependenciesAre() {
    assertThat(service.metrics())
        .contains("thermocline_tokens_age_seconds", "thermocline_tokens_wrong_total");
    assertThat(service.dependencies())
        .containsExactlyInAnyOrder(
            "kafka", "s3", "features-redis", "cache-redis", "registry", "features");
  }
}
