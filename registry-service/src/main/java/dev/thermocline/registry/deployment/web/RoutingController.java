package dev.thermocline.registry.deployment.web;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.deployment.GatewayReport;
import dev.thermocline.registry.deployment.Routing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The routing table, and what gateways say about it. */
@RestController
@RequestMapping("/api/v1/routing")
class RoutingController {
  private final Routing routing;
  private final JsonMapper mapper;

  /** Rendered once for each revision, however many gateways ask. */
  private final AtomicReference<@Nullable Rendered> rendered = new AtomicReference<>();

  RoutingController(Routing routing, JsonMapper mapper) {
    this.routing = routing;
    this.mapper = mapper;
  }

  private record Rendered(long revision, String body) {}

  record ReportRequest(
      @Nullable Long routingRevision, @Nullable List<@Nullable FailureRequest> failures) {}

  record FailureRequest(@Nullable String deployment, @Nullable String reason) {}

  record GatewayListResponse(long routingRevision, List<GatewayResponse> gateways) {}

  record GatewayResponse(
      String id, long routingRevision, Instant reportedAt, List<GatewayReport.Failure> failures) {}

  @GetMapping
  ResponseEntity<String> table(
      @RequestHeader(name = "If-None-Match", required = false) @Nullable String known) {
    long revision = routing.revision();
    if (etag(revision).equals(known)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(etag(revision)).build();
    }
    Rendered table = rendered(revision);
    return ResponseEntity.ok()
        .eTag(etag(table.revision()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(table.body());
  }

  private Rendered rendered(long revision) {
    Rendered last = rendered.get();
    if (last != null && last.revision() >= revision) {
      return last;
    }
    Routing.Table table = routing.table();
    var fresh =
        new Rendered(table.routingRevision(), mapper.writeValueAsString(RoutingResponse.of(table)));
    rendered.set(fresh);
    return fresh;
  }

  private static String etag(long revision) {
    return "\"" + revision + "\"";
  }

  @GetMapping("/gateways")
  GatewayListResponse gateways() {
    return new GatewayListResponse(
        routing.revision(),
        routing.gateways().stream()
            .map(report ->
                new GatewayResponse(
                    report.gateway(), report.routingRevision(), report.at(), report.failures()))
            .toList());
  }

  @PostMapping("/gateways/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void report(@PathVariable String id, @RequestBody ReportRequest request) {
    if (request.routingRevision() == null) {
      throw ThermoclineException.invalid("A report needs the 'routingRevision' that is served.");
    }
    List<GatewayReport.Failure> failures = new ArrayList<>();
    if (request.failures() != null) {
      for (FailureRequest failure : request.failures()) {
        if (failure == null || failure.deployment() == null) {
          throw ThermoclineException.invalid("Each of 'failures' names a 'deployment'.");
        }
        String reason = failure.reason() == null ? "no reason was given" : failure.reason();
        failures.add(
            new GatewayReport.Failure(
                failure.deployment(),
                (reason.length() > 2_000 ? reason.substring(0, 2_000) : reason)
                    .replace('\0', ' ')));
      }
    }
    routing.report(id, request.routingRevision(), failures);
  }
}
