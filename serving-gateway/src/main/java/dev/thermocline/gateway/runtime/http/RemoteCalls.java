package dev.thermocline.gateway.runtime.http;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.setting.GatewaySettings;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of one remote model: few at a time, each with an end, and none for a while after too many
 * have failed. None is ever sent twice, because the first may have run.
 */
final class RemoteCalls {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration REST = Duration.ofSeconds(2);
  private static final int WINDOW = 20;
  private static final int LEAST_CALLS = 5;
  private static final int TRIALS = 2;

  private final HttpClient client;
  private final String server;
  private final Duration patience;
  private final CircuitBreaker circuit;
  private final Bulkhead room;

  RemoteCalls(HttpClient client, URI url, GatewaySettings settings) {
    this.client = client;
    this.server = url.getScheme() + "://" + url.getAuthority();
    this.patience = settings.remoteTimeout();
    this.circuit =
        CircuitBreaker.of(
            server,
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    WINDOW,
                    LEAST_CALLS,
                    SlidingWindowType.COUNT_BASED,
                    CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(50)
                .waitDurationInOpenState(REST)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .build());
    this.room =
        Bulkhead.of(
            server,
            BulkheadConfig.custom()
                .maxConcurrentCalls(settings.remoteConcurrency())
                .maxWaitDuration(Duration.ZERO)
                .build());
  }

  /** Scheme, host and port: all of a URL that may be told. */
  String server() {
    return server;
  }

  /** Reads a page, when the model is loaded. */
  HttpResponse<byte[]> look(URI page) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(page).timeout(LOOK).GET().build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } catch (IOException failure) {
      throw new IOException("it cannot be reached (" + reason(failure) + ")", failure);
    }
  }

  byte[] ask(URI url, byte[] question, Deadline deadline) {
    deadline.require("the model server was asked");
    if (!room.tryAcquirePermission()) {
      throw new ThermoclineException(
          ErrorKind.TOO_MANY_REQUESTS,
          "The model server %s has as many calls as the gateway lets it have; try again in a second."
              .formatted(server));
    }
    try {
      if (!circuit.tryAcquirePermission()) {
        throw unavailable("has failed too often; it is tried again in a moment", null);
      }
      return answered(url, question, deadline);
    } finally {
      room.onComplete();
    }
  }

  private byte[] answered(URI url, byte[] question, Deadline deadline) {
    long start = System.nanoTime();
    Duration left = deadline.left();
    boolean hurried = left.compareTo(patience) < 0;
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(hurried ? left.plusMillis(1) : patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(question))
            .build();
    boolean told = false;
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      ThermoclineException failure =
          response.statusCode() == 200 ? null : failure(response.statusCode(), response.body());
      told = true;
      if (failure != null && failure.kind() == ErrorKind.UNAVAILABLE) {
        circuit.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
      } else {
        circuit.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
      if (failure != null) {
        throw failure;
      }
      return response.body();
    } catch (HttpTimeoutException late) {
      if (hurried) {
        // The caller's hurry says nothing about the server.
        throw deadline.exceeded("the model server had answered");
      }
      told = true;
      circuit.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, late);
      throw unavailable("did not answer within " + patience, late);
    } catch (IOException broken) {
      told = true;
      circuit.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, broken);
      throw unavailable("cannot be reached (" + reason(broken) + ")", broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw deadline.exceeded("the model server had answered");
    } finally {
      if (!told) {
        circuit.releasePermission();
      }
    }
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? "the connection failed" : message;
  }

  private ThermoclineException failure(int status, byte[] body) {
    return switch (status) {
      case 400, 413, 415, 422 ->
          new ThermoclineException(
              ErrorKind.INVALID_ARGUMENT, "The model server refused the inputs: " + told(body));
      case 429 ->
          new ThermoclineException(
              ErrorKind.TOO_MANY_REQUESTS,
              "The model server %s has too much to do; try again in a second.".formatted(server));
      default -> unavailable("answered %d: %s".formatted(status, told(body)), null);
    };
  }

  private ThermoclineException unavailable(
      String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE, "The model server %s %s.".formatted(server, what), cause);
  }

  /** What servers of either protocol say about a failure. */
  private static String told(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      for (String field : new String[] {"error", "message", "detail"}) {
        if (json.path(field).isString()) {
          return cut(json.path(field).stringValue());
        }
      }
    } catch (JacksonException _) {
      // Then it is plain text.
    }
    return cut(new String(body, StandardCharsets.UTF_8));
  }

  private static String cut(String text) {
    String line = text.strip().lines().findFirst().orElse("it does not say why");
    return line.length() > 300 ? line.substring(0, 300) : line;
  }
}
