package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Door;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.access.TokenHash;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.access.Verifiers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.FilterChainProxy;

/**
 * What the door costs a warm request: all of Spring Security that a service has, from the header to
 * the handler's doorstep, among 10,000 tokens. The request and the response are made anew each
 * time; {@code withoutTheDoor} is what that alone costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DoorBenchmark {
  private static final int TOKENS = 10_000;
  private static final String TOKEN = "tc_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
  private static final FilterChain DOORSTEP = (request, response) -> {};

  private final Filter door;
  private final String basic;

  public DoorBenchmark() {
    Clock clock = Clock.systemUTC();
    DoorAutoConfiguration parts =
        new DoorAutoConfiguration((request, response, handler, failure) -> null);
    Verifiers verifiers = verifiers();
    FilterChainProxy chain =
        new FilterChainProxy(
            parts.doorChain(
                new RuleTable(rules()),
                new Door(() -> verifiers, false, clock),
                clock,
                new SimpleMeterRegistry()));
    chain.setFirewall(DoorAutoConfiguration.pathFirewall());
    door = chain;
    basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("anybody:" + TOKEN).getBytes(StandardCharsets.UTF_8));
  }

  private static AccessRules rules() {
    AccessRules.Builder rules = AccessRules.builder();
    for (int i = 0; i < 25; i++) {
      rules.allow(Role.SCIENTIST, "*", "/api/v1/room" + i + "/**");
    }
    return rules
        .allow(Role.READER, "POST", "/predict")
        .allow(Role.READER, "GET", "/api/v1/**")
        .build();
  }

  private static Verifiers verifiers() {
    Map<TokenHash, Verifier> tokens = new HashMap<>();
    for (int i = 0; i < TOKENS; i++) {
      tokens.put(TokenHash.ofToken("tc_" + i), new Verifier("token-" + i, Role.READER, null, null));
    }
    tokens.put(TokenHash.ofToken(TOKEN), new Verifier("warm", Role.READER, null, null));
    return new Verifiers(1, tokens, Set.of("default"), Instant.now());
  }

  @Benchmark
  public MockHttpServletResponse bearer() throws ServletException, IOException {
    return through("Bearer " + TOKEN);
  }

  @Benchmark
  public MockHttpServletResponse basic() throws ServletException, IOException {
    return through(basic);
  }

  @Benchmark
  public MockHttpServletResponse withoutTheDoor() throws ServletException, IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    DOORSTEP.doFilter(request("Bearer " + TOKEN), response);
    return response;
  }

  private MockHttpServletResponse through(String authorization)
      throws ServletException, IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    door.doFilter(request(authorization), response, DOORSTEP);
    if (response.getHeader("X-Frame-Options") == null || response.getStatus() != 200) {
      throw new IllegalStateException("The door answered " + response.getStatus());
    }
    return response;
  }

  private static MockHttpServletRequest request(String authorization) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/predict");
    request.addHeader(HttpHeaders.AUTHORIZATION, authorization);
    return request;
  }
}
