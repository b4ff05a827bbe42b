package dev.thermocline.gateway.predict.web;

import dev.thermocline.gateway.predict.DirectRoute;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The last filter: requests on a {@link DirectRoute} go from here to their controller. */
final class ShortWay extends HttpFilter {
  private record Way(PathPattern pattern, DirectRoute.Answer<HttpServletResponse> answer) {}

  private final List<Way> ways;
  private final PredictionArguments arguments;
  private final HandlerExceptionResolver failures;

  ShortWay(
      List<DirectRoute<HttpServletResponse>> routes,
      PredictionArguments arguments,
      HandlerExceptionResolver failures) {
    this.ways =
        routes.stream()
            .map(route ->
                new Way(PathPatternParser.defaultInstance.parse(route.pattern()), route.answer()))
            .toList();
    this.arguments = arguments;
    this.failures = failures;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getMethod().equals("POST")
        && request.getAttribute(Project.class.getName()) instanceof Project project) {
      PathContainer path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
      for (Way way : ways) {
        PathPattern.PathMatchInfo match = way.pattern().matchAndExtract(path);
        if (match != null) {
          go(way, match.getUriVariables(), project, request, response);
          return;
        }
      }
    }
    chain.doFilter(request, response);
  }

  private void go(
      Way way,
      Map<String, String> path,
      Project project,
      HttpServletRequest request,
      HttpServletResponse response)
      throws ServletException, IOException {
    // By which the metrics of requests name this one.
    ServerHttpObservationFilter.findObservationContext(request)
        .ifPresent(measured -> measured.setPathPattern(way.pattern().getPatternString()));
    try {
      way.answer()
          .to(
              new DirectRoute.Asked<>(
                  project,
                  path,
                  arguments.options(request),
                  arguments.body(request),
                  request::getHeader,
                  response));
    } catch (IOException | RuntimeException failed) {
      if (failures.resolveException(request, response, null, failed) == null) {
        throw failed;
      }
    }
  }
}
