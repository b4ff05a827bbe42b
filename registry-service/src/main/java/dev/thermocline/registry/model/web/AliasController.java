package dev.thermocline.registry.model.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.AliasMove;
import dev.thermocline.registry.model.ModelAliases;
import dev.thermocline.registry.model.ModelVersions;
import dev.thermocline.registry.model.VersionRef;
import dev.thermocline.registry.request.Given;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Aliases, where they were, and the way back. */
@RestController
@RequestMapping("/api/v1/models/{model}/aliases/{alias}")
class AliasController {
  private final ModelAliases aliases;
  private final ModelVersions versions;

  AliasController(ModelAliases aliases, ModelVersions versions) {
    this.aliases = aliases;
    this.versions = versions;
  }

  /**
   * Where the alias is to point.
   *
   * @param force whether a deployer overrules the promotion gate of deployments that follow
   */
  record SetAliasRequest(
      @Nullable String version, @Nullable Boolean force, @Nullable String reason) {}

  record RollBackRequest(@Nullable Boolean force, @Nullable String reason) {}

  record AliasMoveResponse(
      String alias,
      long revision,
      @Nullable String from,
      @Nullable String to,
      Instant at,
      String by,
      @Nullable String reason,
      @Nullable Long undoes) {
    static AliasMoveResponse of(AliasMove move) {
      return new AliasMoveResponse(
          move.alias(),
          move.revision(),
          text(move.from()),
          text(move.to()),
          move.at(),
          move.by(),
          move.reason(),
          move.undoes());
    }

    private static @Nullable String text(@Nullable Integer number) {
      return number == null ? null : number.toString();
    }
  }

  record AliasHistoryResponse(List<AliasMoveResponse> moves) {}

  /** The version that the alias means now, or meant at a moment. */
  @GetMapping
  VersionResponse get(
      Project project,
      @PathVariable String model,
      @PathVariable String alias,
      @RequestParam @Nullable String at) {
    if (at == null) {
      return VersionResponse.of(versions.get(project, model, VersionRef.parse("@" + alias)));
    }
    int number =
        aliases
            .at(project, model, alias, moment(at))
            .orElseThrow(() ->
                ThermoclineException.notFound(
                    "The alias '" + alias + "' of model '" + model + "' was not set at " + at));
    return VersionResponse.of(versions.get(project, model, new VersionRef.ByNumber(number)));
  }

  private static Instant moment(String text) {
    try {
      Instant moment = Instant.parse(text);
      if (moment.isBefore(Instant.EPOCH) || moment.isAfter(Instant.parse("9999-12-31T00:00:00Z"))) {
        throw ThermoclineException.invalid("'at' lies outside the years 1970 to 9999.");
      }
      return moment;
    } catch (DateTimeParseException _) {
      throw ThermoclineException.invalid(
          "'at' is a moment in UTC, as in 2026-03-01T12:00:00Z; '" + text + "' is none.");
    }
  }

  @PutMapping
  AliasMoveResponse set(
      Project project,
      Caller caller,
      @PathVariable String model,
      @PathVariable String alias,
      @RequestBody SetAliasRequest request) {
    return AliasMoveResponse.of(
        aliases.set(
            project,
            caller,
            model,
            alias,
            VersionRef.parse(request.version()),
            Boolean.TRUE.equals(request.force()),
            request.reason()));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      Project project,
      Caller caller,
      @PathVariable String model,
      @PathVariable String alias,
      @RequestParam @Nullable String reason) {
    aliases.delete(project, caller, model, alias, reason);
  }

  @GetMapping("/history")
  AliasHistoryResponse history(
      Project project,
      @PathVariable String model,
      @PathVariable String alias,
      @RequestParam @Nullable Integer limit,
      @RequestParam @Nullable Long before) {
    return new AliasHistoryResponse(
        aliases
            .history(
                project, model, alias, Given.limit(limit), before == null ? Long.MAX_VALUE : before)
            .stream()
            .map(AliasMoveResponse::of)
            .toList());
  }

  @PostMapping("/rollback")
  AliasMoveResponse rollBack(
      Project project,
      Caller caller,
      @PathVariable String model,
      @PathVariable String alias,
      @RequestBody(required = false) @Nullable RollBackRequest request) {
    return AliasMoveResponse.of(
        aliases.rollBack(
            project,
            caller,
            model,
            alias,
            request != null && Boolean.TRUE.equals(request.force()),
            request == null ? null : request.reason()));
  }
}
