package dev.thermocline.gateway.predict.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.gateway.predict.DirectRoute;
import dev.thermocline.kit.project.Project;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

class ShortWayTest {
  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private final List<DirectRoute.Asked<HttpServletResponse>> answered = new ArrayList<>();
  private final List<Exception> told = new ArrayList<>();
  private boolean wentOn;

  private void ask(MockHttpServletRequest request, DirectRoute.Answer<HttpServletResponse> answer)
      throws Exception {
    HandlerExceptionResolver failures =
        (_, _, _, failed) -> {
          told.add(failed);
          return failed instanceof IllegalStateException ? new ModelAndView() : null;
        };
    FilterChain rest = (_, _) -> wentOn = true;
    new ShortWay(
            List.of(new DirectRoute<>("/models/{model}/ask", answer)),
            new PredictionArguments(100, Duration.ofSeconds(1)),
            failures)
        .doFilter(request, response, rest);
  }

  private static MockHttpServletRequest request(String method, String path) {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    request.setAttribute(Project.class.getName(), Project.DEFAULT);
    request.setContent("body".getBytes(StandardCharsets.UTF_8));
    return request;
  }

  @Test
  void bringsARequestToItsController() throws Exception {
    MockHttpServletRequest request = request("POST", "/models/a%20b/ask");

    ask(request, answered::add);

    assertThat(wentOn).isFalse();
    DirectRoute.Asked<HttpServletResponse> asked = answered.getFirst();
    assertThat(asked.variable("model")).isEqualTo("a b");
    assertThat(asked.body().bytes()).asString().isEqualTo("body");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /models/a/ask",
    "POST, /models/a/ask/",
    "POST, /models/a/b/ask",
    "POST, /models/ask",
    "POST, /"
  })
  void leavesEverythingElseToSpring(String method, String path) throws Exception {
    ask(request(method, path), answered::add);

    assertThat(wentOn).isTrue();
    assertThat(answered).isEmpty();
  }

  @Test
  void leavesStrangersToSpring() throws Exception {
    MockHttpServletRequest request = request("POST", "/models/a/ask");
    request.removeAttribute(Project.class.getName());

    ask(request, answered::add);

    assertThat(wentOn).isTrue();
  }

  @Test
  void tellsFailuresAsControllersDo() throws Exception {
    var refused = new IllegalStateException("no");

    ask(
        request("POST", "/models/a/ask"),
        _ -> {
          throw refused;
        });

    assertThat(told).containsExactly(refused);
  }

  @Test
  void keepsNoFailureThatNobodyTold() {
    var broken = new IOException("broken");

    assertThatThrownBy(() ->
            ask(
                request("POST", "/models/a/ask"),
                _ -> {
                  throw broken;
                }))
        .isSameAs(broken);
  }
}
