package dev.thermocline.kit.request;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import dev.thermocline.kit.example.ExampleService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

/** A request is found by its id in every log that it led to. */
class RequestIdsTest {
  @Test
  void logsEveryLineOfARequestUnderItsId() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    try (ConfigurableApplicationContext service = start()) {
      lines.start();
      root.addAppender(lines);
      breakInside(service, "trace-7");
    } finally {
      root.detachAppender(lines);
    }

    assertThat(lines.list)
        .filteredOn(line -> line.getLevel() == Level.ERROR)
        .isNotEmpty()
        .allSatisfy(line ->
            assertThat(line.getMDCPropertyMap()).containsEntry(RequestId.LOG_KEY, "trace-7"));
  }

  @Test
  void passesTheIdOnToTheNextService() throws Exception {
    CompletableFuture<String> passedOn = new CompletableFuture<>();
    HttpServer next =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    next.createContext(
        "/",
        exchange -> {
          passedOn.complete(
              Objects.toString(exchange.getRequestHeaders().getFirst(RequestId.HEADER)));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    next.start();
    MDC.put(RequestId.LOG_KEY, "trace-9");
    try (ConfigurableApplicationContext service = start()) {
      service
          .getBean(RestClient.Builder.class)
          .build()
          .get()
          .uri("http://127.0.0.1:" + next.getAddress().getPort() + "/")
          .retrieve()
          .toBodilessEntity();
    } finally {
      MDC.remove(RequestId.LOG_KEY);
      next.stop(0);
    }
    assertThat(passedOn.get(10, TimeUnit.SECONDS)).isEqualTo("trace-9");
  }

  private static ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(ExampleService.class)
        .run("--server.port=0", "--thermocline.auth.mode=open", "--spring.main.banner-mode=off");
  }

  /** A request that fails inside, which is logged. */
  private static void breakInside(ConfigurableApplicationContext service, String id)
      throws IOException, InterruptedException {
    String port = service.getEnvironment().getRequiredProperty("local.server.port");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/things/x"))
                  .header(RequestId.HEADER, id)
                  .DELETE()
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().firstValue(RequestId.HEADER)).hasValue(id);
    }
  }
}
