package dev.thermocline.features.inference.web;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.inference.LogFile;
import dev.thermocline.features.inference.PredictionRows;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Logged predictions and the feedback on them, as rows that a join takes. */
@RestController
@RequestMapping("/api/v1/joins/entity-rows/predictions")
class PredictionRowsController {
  private static final int MOST_COLUMNS = 100;
  private static final Set<String> TAKEN =
      Set.of(
          "prediction_id",
          "row_number",
          "event_timestamp",
          "deployment",
          "model",
          "version",
          "prediction",
          "prediction_number",
          "feedback_timestamp",
          "feedback");

  private final PredictionRows rows;

  PredictionRowsController(PredictionRows rows) {
    this.rows = rows;
  }

  /** Where the rows were put, to be named as the entityRowsPath of a join. */
  record RowsResponse(String path, long rows) {}

  record FileResponse(LocalDate day, String path, long rows, long size, String sha256) {
    static FileResponse of(LogFile file) {
      return new FileResponse(
          file.day(),
          "s3://" + file.bucket() + "/" + file.key(),
          file.rows(),
          file.size(),
          file.sha256());
    }
  }

  record FilesResponse(List<FileResponse> items) {}

  /** Makes entity rows of a deployment's predictions: entity, moment, answer, newest feedback. */
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  RowsResponse make(@RequestBody JsonNode body, Project project) {
    PredictionRows.Wanted wanted = JsonObject.of(body, "the body").read(this::wanted);
    PredictionRows.Made made = rows.make(project, wanted);
    return new RowsResponse("s3://" + made.address(), made.rows());
  }

  /** The files that hold a deployment's predictions. */
  @GetMapping
  FilesResponse files(
      @RequestParam String deployment,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      Project project) {
    return new FilesResponse(
        rows
            .files(
                project,
                deployment,
                from == null ? Instant.EPOCH : from,
                to == null ? Instant.parse("2100-01-01T00:00:00Z") : to)
            .stream()
            .map(FileResponse::of)
            .toList());
  }

  private PredictionRows.Wanted wanted(JsonObject json) {
    Instant from = JsonValues.instant(json.text("from"), "from");
    Instant to = JsonValues.instant(json.text("to"), "to");
    if (!from.isBefore(to)) {
      throw ThermoclineException.invalid("'from' must lie before 'to'.");
    }
    List<PredictionRows.Column> columns = json.objects("feedback", this::column);
    Set<String> names = new HashSet<>(TAKEN);
    for (PredictionRows.Column column : columns) {
      if (!names.add(column.name())) {
        throw ThermoclineException.invalid(
            "feedback: the column '" + column.name() + "' is there already.");
      }
    }
    if (columns.size() > MOST_COLUMNS) {
      throw ThermoclineException.invalid("feedback: at most " + MOST_COLUMNS + " columns.");
    }
    return new PredictionRows.Wanted(json.text("deployment"), from, to, columns);
  }

  private PredictionRows.Column column(JsonObject json) {
    String name = json.text("name");
    if (!name.matches("[A-Za-z][A-Za-z0-9_]{0,62}")) {
      throw ThermoclineException.invalid("'name' must be [A-Za-z][A-Za-z0-9_]{0,62}.");
    }
    ValueType type = ValueType.parse(json.text("type"));
    if (type.array()) {
      throw ThermoclineException.invalid("'type' must not be an array.");
    }
    return new PredictionRows.Column(name, type);
  }
}
