package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Keeps docs/mlflow-routes.md true. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class RouteTableTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z]+) (\\S+)` \\| (works|not offered) \\|.*");

  private final Set<String> routes = new TreeSet<>();

  RouteTableTest(
      @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
    for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
      for (String path : info.getPatternValues()) {
        info.getMethodsCondition()
            .getMethods()
            .forEach(method -> routes.add(method + " " + shape(path)));
      }
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(RouteTableTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @Test
  void listsEachRouteAsWhatItIs() throws IOException {
    Map<String, String> table = table();
    assertThat(table).hasSizeGreaterThan(150);
    table.forEach((route, state) -> {
      assertThat(routes.contains(route)).as(route).isEqualTo(state.equals("works"));
      if (state.equals("works")) {
        assertThat(routes).contains(route.replace(" /api/", " /ajax-api/"));
      }
    });
  }

  @Test
  void listsEveryRouteThatThereIs() throws IOException {
    Set<String> listed = table().keySet();
    assertThat(routes)
        .filteredOn(route -> route.contains(" /api/2.0/") || route.contains(" /api/3.0/"))
        .allSatisfy(route -> assertThat(listed).contains(route));
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> table = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "mlflow-routes.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        table.put(row.group(1) + " " + shape(row.group(2)), row.group(3));
      }
    }
    return table;
  }

  /** Names of variables do not matter, nor how a rest of the path is spelt. */
  private static String shape(String path) {
    return path.replaceAll("\\{\\*?artifact_path}", "**").replaceAll("\\{[^}]*}", "{}");
  }
}
