package dev.thermocline.kit.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.thermocline.kit.access.VerifierCopy;
import dev.thermocline.kit.access.VerifierList;
import dev.thermocline.kit.access.Verifiers;
import dev.thermocline.kit.example.KnownTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

class PolledVerifiersTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /** A registry that answers as it is told. */
  private final AtomicReference<@Nullable VerifierList> answer = new AtomicReference<>();

  private final List<@Nullable String> asked = new ArrayList<>();
  private final MemoryCopy copy = new MemoryCopy();
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final HttpServer registry;
  private PolledVerifiers polled;

  private static final class MemoryCopy implements VerifierCopy {
    private @Nullable Verifiers kept;

    @Override
    public Optional<Verifiers> read() {
      return Optional.ofNullable(kept);
    }

    @Override
    public void write(Verifiers verifiers) {
      kept = verifiers;
    }
  }

  PolledVerifiersTest() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    polled = fresh();
  }

  @BeforeEach
  void listen() {
    registry.createContext(
        "/api/v1/tokens/verifiers",
        exchange -> {
          String etag = exchange.getRequestHeaders().getFirst("If-None-Match");
          asked.add(etag);
          VerifierList list = answer.get();
          if (list == null) {
            exchange.sendResponseHeaders(503, -1);
          } else if (("\"" + list.revision() + "\"").equals(etag)) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            byte[] body = JsonMapper.shared().writeValueAsBytes(list);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("ETag", "\"" + list.revision() + "\"");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  @Test
  void takesWhatTheRegistrySaysAndAsksOnlyForNews() {
    answer.set(VerifierList.of(KnownTokens.all(START)));
    polled.ask();
    polled.ask();

    assertThat(polled.current().find(KnownTokens.READER)).isPresent();
    assertThat(polled.current().projects()).contains("team-a");
    assertThat(asked).containsExactly(null, "\"1\"");
  }

  @Test
  void confirmsWhatDidNotChange() {
    answer.set(VerifierList.of(KnownTokens.all(START)));
    polled.ask();
    now.set(START.plusSeconds(5));
    polled.ask();

    assertThat(polled.current().confirmedAt()).isEqualTo(START.plusSeconds(5));
  }

  @Test
  void forgetsARevokedToken() {
    answer.set(VerifierList.of(KnownTokens.all(START)));
    polled.ask();
    answer.set(new VerifierList(2, List.of(), List.of("default")));
    polled.ask();

    assertThat(polled.current().find(KnownTokens.READER)).isEmpty();
  }

  @Test
  void goesOnWithItsCopyWhileTheRegistryIsAwayAndOverARestart() {
    answer.set(VerifierList.of(KnownTokens.all(START)));
    polled.ask();
    answer.set(null);
    now.set(START.plus(Duration.ofHours(1)));
    polled.ask();

    assertThat(polled.current().find(KnownTokens.READER)).isPresent();
    assertThat(polled.current().confirmedAt()).isEqualTo(START);

    polled = fresh();
    assertThat(polled.current().find(KnownTokens.READER)).isPresent();
    assertThat(polled.current().confirmedAt()).isEqualTo(START);
  }

  private PolledVerifiers fresh() {
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    return new PolledVerifiers(
        RestClient.create("http://127.0.0.1:" + registry.getAddress().getPort()), copy, clock);
  }
}
