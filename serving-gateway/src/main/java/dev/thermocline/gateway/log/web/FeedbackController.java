package dev.thermocline.gateway.log.web;

import dev.thermocline.gateway.log.LogLine;
import dev.thermocline.gateway.log.LogLines;
import dev.thermocline.gateway.log.LogTopic;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What turned out to be true about a prediction. */
@RestController
class FeedbackController {
  /** Of a usual one. A long one waits with its caller, who is bounded elsewhere. */
  private static final int HELD_BYTES = 4096;

  private final LogLines log;
  private final Clock clock;

  FeedbackController(LogLines log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Accepted means that Kafka has it. */
  @PostMapping("/api/v1/predictions/{id}/feedback")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> feedback(
      Project project,
      Caller caller,
      @PathVariable String id,
      @RequestBody Map<String, @Nullable Object> feedback) {
    if (!id.matches("[0-9a-f]{32}")) {
      throw ThermoclineException.invalid(
          "'%s' is no id of a prediction; it is the 'id' of its answer, or its X-Prediction-Id."
              .formatted(id.length() > 40 ? id.substring(0, 40) : id));
    }
    if (feedback.isEmpty()) {
      throw ThermoclineException.invalid("The feedback is empty; say for example {\"label\": 1}.");
    }
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("schemaVersion", 1);
    line.put("predictionId", id);
    line.put("project", project.name());
    line.put("by", caller.name());
    line.put("at", clock.instant().toString());
    line.put("feedback", feedback);
    try {
      log.send(new LogLine(LogTopic.FEEDBACK, id, HELD_BYTES, () -> line))
          .toCompletableFuture()
          .get(6, TimeUnit.SECONDS);
      return Map.of("predictionId", id);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      throw unavailable(failure);
    }
  }

  private static ThermoclineException unavailable(Exception failure) {
    return new ThermoclineException(
        ErrorKind.UNAVAILABLE, "Kafka does not take the feedback now; send it again.", failure);
  }
}
