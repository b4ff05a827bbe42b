package dev.thermocline.kit.access.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Walks every mapping of a running service, so that its tests can ask which rule guards it. */
public final class RouteWalk {
  private static final List<String> ALL = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final ListableBeanFactory beans;
  private final RuleTable table;

  public RouteWalk(ListableBeanFactory beans) {
    this.beans = beans;
    this.table = beans.getBean(RuleTable.class);
  }

  /** A method and a path pattern that a handler is mapped to. */
  public record Route(String method, String pattern) {
    /** The pattern with a harmless word in the place of each variable. */
    public String example() {
      String path =
          pattern
              .replaceAll("\\{\\*[^}]+}", "some/where")
              .replaceAll("\\{[^}]+}", "some")
              .replace("**", "some/where")
              .replace('*', 'x');
      return path.startsWith("/") ? path : "/" + path;
    }
  }

  /** All routes but the one that renders errors, which no caller reaches. */
  public Set<Route> routes() {
    Set<Route> routes =
        new TreeSet<>(
            (a, b) -> (a.pattern() + " " + a.method()).compareTo(b.pattern() + " " + b.method()));
    for (RequestMappingInfoHandlerMapping mapping :
        beans.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
      for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
        for (String pattern : info.getPatternValues()) {
          if (!pattern.equals("/error")) {
            methods(info).forEach(method -> routes.add(new Route(method, pattern)));
          }
        }
      }
    }
    return routes;
  }

  /** The routes that no rule names, which nobody can reach. A service has none. */
  public List<Route> unguarded() {
    return routes().stream()
        .filter(
            route -> table.find(route.method(), PathContainer.parsePath(route.example())) == null)
        .toList();
  }

  /** The routes that answer strangers, for a test that lists what is meant to. */
  public List<Route> open() {
    return routes().stream()
        .filter(route -> {
          var rule = table.find(route.method(), PathContainer.parsePath(route.example()));
          return rule != null && rule.open();
        })
        .toList();
  }

  private static List<String> methods(RequestMappingInfo info) {
    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
    return methods.isEmpty()
        ? ALL
        : new ArrayList<>(methods.stream().map(RequestMethod::name).toList());
  }
}
