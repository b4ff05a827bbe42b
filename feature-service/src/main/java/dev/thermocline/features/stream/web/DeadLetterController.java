package dev.thermocline.features.stream.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.stream.DeadLetters;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Messages that could not be read: what they are, why, and once more. */
@RestController
@RequestMapping("/api/v1/push/dead-letters")
class DeadLetterController {
  private static final int MOST = 1000;
  private static final int SHOWN_BYTES = 10_000;
  // A hyphen before it names a topic of the platform's own, as -predictions.
  private static final Pattern NAME = Pattern.compile("-?[A-Za-z][A-Za-z0-9_]{0,62}");

  private final DeadLetters letters;

  DeadLetterController(DeadLetters letters) {
    this.letters = letters;
  }

  /**
   * A message that was put aside.
   *
   * @param message its text, cut where it is long; bytes that are no text as {@code base64:…}
   */
  record LetterResponse(
      int partition,
      long offset,
      Instant at,
      String reason,
      String topic,
      int topicPartition,
      long topicOffset,
      String message) {
    static LetterResponse of(DeadLetters.Letter letter) {
      return new LetterResponse(
          letter.place().partition(),
          letter.place().offset(),
          Instant.ofEpochMilli(letter.at()),
          letter.reason(),
          letter.topic(),
          letter.origin().partition(),
          letter.origin().offset(),
          shown(letter.content().value()));
    }

    private static String shown(byte[] value) {
      int length = Math.min(value.length, SHOWN_BYTES);
      String text = new String(value, 0, length, UTF_8);
      if (text.chars().anyMatch(c -> c == '\uFFFD' || (c < ' ' && !Character.isWhitespace(c)))) {
        return "base64:"
            + Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(value, length));
      }
      return length < value.length ? text + "…" : text;
    }
  }

  record LettersResponse(List<LetterResponse> items) {}

  private record Asked(String source, List<DeadLetters.Place> letters) {}

  /** The newest letters of a push source, or of a view that is written to; newest first. */
  @GetMapping
  LettersResponse list(
      @RequestParam String source, @RequestParam(defaultValue = "100") int limit, Project project) {
    if (limit < 1 || limit > MOST) {
      throw ThermoclineException.invalid("limit must lie between 1 and " + MOST + ".");
    }
    return answer(letters.list(project, checked(source), limit));
  }

  /** Sends letters again, after what hindered them was mended. */
  @PostMapping("/send")
  LettersResponse send(@RequestBody JsonNode body, Project project) {
    Asked asked =
        JsonObject.of(body, "the body")
            .read(json ->
                new Asked(checked(json.text("source")), json.objects("letters", this::place)));
    if (asked.letters().isEmpty() || asked.letters().size() > MOST) {
      throw ThermoclineException.invalid("letters: name 1 to " + MOST + " of them.");
    }
    return answer(letters.sendAgain(project, asked.source(), asked.letters()));
  }

  private DeadLetters.Place place(JsonObject json) {
    long partition =
        json.optionalLong("partition")
            .orElseThrow(() -> ThermoclineException.invalid("'partition' is missing."));
    long offset =
        json.optionalLong("offset")
            .orElseThrow(() -> ThermoclineException.invalid("'offset' is missing."));
    if (partition < 0 || partition > Integer.MAX_VALUE || offset < 0) {
      throw ThermoclineException.invalid("'partition' and 'offset' count from 0.");
    }
    return new DeadLetters.Place((int) partition, offset);
  }

  private static String checked(String source) {
    if (!NAME.matcher(source).matches()) {
      throw ThermoclineException.invalid("source: it is the name of a push source or a view.");
    }
    return source;
  }

  private static LettersResponse answer(List<DeadLetters.Letter> letters) {
    return new LettersResponse(letters.stream().map(LetterResponse::of).toList());
  }
}
