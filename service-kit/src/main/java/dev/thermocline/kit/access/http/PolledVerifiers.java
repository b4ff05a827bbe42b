package dev.thermocline.kit.access.http;

import dev.thermocline.kit.access.VerifierCopy;
import dev.thermocline.kit.access.VerifierList;
import dev.thermocline.kit.access.VerifierSource;
import dev.thermocline.kit.access.Verifiers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * The tokens as the registry says, asked for twice a second. While it is away the last answer
 * stays, also over a restart of this process.
 */
final class PolledVerifiers implements VerifierSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PolledVerifiers.class);
  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final Duration BETWEEN_CONFIRMATIONS_ON_DISK = Duration.ofSeconds(30);

  private final RestClient registry;
  private final VerifierCopy copy;
  private final Clock clock;
  private final AtomicReference<Verifiers> current;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable String etag;
  private Instant kept = Instant.EPOCH;
  private boolean failing;

  PolledVerifiers(RestClient registry, VerifierCopy copy, Clock clock) {
    this.registry = registry;
    this.copy = copy;
    this.clock = clock;
    this.current = new AtomicReference<>(copy.read().orElse(Verifiers.NONE));
    this.thread = Thread.ofVirtual().name("token-copy").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  @Override
  public Verifiers current() {
    return current.get();
  }

  /** One question to the registry. */
  void ask() {
    try {
      ResponseEntity<VerifierList> answer =
          registry
              .get()
              .uri("/api/v1/tokens/verifiers")
              .headers(headers -> {
                if (etag != null) {
                  headers.set(HttpHeaders.IF_NONE_MATCH, etag);
                }
              })
              .retrieve()
              .toEntity(VerifierList.class);
      take(answer);
      if (failing) {
        log.atInfo().log("The registry answers about tokens again");
      }
      failing = false;
    } catch (RestClientException | IllegalArgumentException e) {
      if (!failing) {
        log.atWarn().setCause(e).log("The registry does not answer about tokens; the copy is used");
      }
      failing = true;
    }
  }

  private void take(ResponseEntity<VerifierList> answer) {
    Instant now = clock.instant();
    VerifierList list = answer.getBody();
    Verifiers known = current.get();
    if (answer.getStatusCode() == HttpStatus.NOT_MODIFIED && known.isKnown()) {
      current.set(known.confirmed(now));
    } else if (list != null) {
      current.set(list.confirmed(now));
      etag = answer.getHeaders().getETag();
    } else {
      return;
    }
    if (list != null || kept.plus(BETWEEN_CONFIRMATIONS_ON_DISK).isBefore(now)) {
      copy.write(current.get());
      kept = now;
    }
  }

  private void work() {
    try {
      do {
        ask();
      } while (!stopped.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
