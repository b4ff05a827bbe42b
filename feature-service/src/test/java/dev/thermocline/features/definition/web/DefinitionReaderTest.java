package dev.thermocline.features.definition.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.features.definition.Proposal;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class DefinitionReaderTest {
  private static final String WHOLE =
      """
      {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
       "pushSources": [{"name": "monitor"}],
       "views": [{"name": "vitals", "entity": "patient", "createdTime": "noted_at", "ttl": "P2D",
         "tags": ["pii"], "source": {"push": "monitor"},
         "fields": [{"name": "bp", "type": "float64", "tags": ["pii"]},
                    {"name": "beats", "type": "array<int32>"}]}],
       "featureServices": [{"name": "triage", "features": ["vitals:bp"],
         "requestInputs": [{"name": "age", "type": "int32"}],
         "expressions": [{"name": "risk", "type": "float64", "expression": "bp * age"}]}],
       "remove": {"views": ["old"]}, "baseRevision": 3}
      """;

  @Test
  void readsAWholeDocument() {
    Proposal proposal = read(WHOLE);

    assertThat(proposal.entities().getFirst().keyNames()).containsExactly("patient_id");
    var view = proposal.views().getFirst();
    assertThat(view.times().ttl()).isEqualTo(Duration.ofDays(2));
    assertThat(view.times().event()).isEqualTo("event_time");
    assertThat(view.source().push()).isEqualTo("monitor");
    assertThat(view.fields().getFirst().label().pii()).isTrue();
    assertThat(proposal.services().getFirst().expressions()).hasSize(1);
    assertThat(proposal.removal().views()).containsExactly("old");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the body must be a JSON object",
        "{\"view\": []} | 'view' is not known here",
        "{\"entities\": [{\"name\": \"a b\", \"joinKeys\": []}]} | at entities[0]: entity 'a b'",
        "{\"entities\": [{\"joinKeys\": []}]} | at entities[0]: 'name' is missing",
        "{\"entities\": [{\"name\": 7}]} | at entities[0]: 'name' must be a string",
        "{\"entities\": [{\"name\": \"a\", \"joinKeys\": [{\"name\": \"k\", \"type\": \"float64\"}]}]} | at entities[0].joinKeys[0]: join key 'k'",
        "{\"entities\": [{\"name\": \"a\", \"joinKeys\": [{\"name\": \"k\", \"type\": \"int\"}]}]} | 'int' is no type",
        "{\"views\": [{\"name\": \"v\", \"entity\": \"e\", \"fields\": [], \"ttl\": \"1d\"}]} | 'ttl' must be a duration",
        "{\"views\": [{\"name\": \"v\", \"entity\": \"e\", \"fields\": [], \"ttl\": \"PT0S\"}]} | ttl must be longer than nothing",
        "{\"views\": [{\"name\": \"v\", \"entity\": \"e\", \"fields\": [{\"name\": \"f\", \"type\": \"bool\", \"tag\": 1}]}]} | at views[0].fields[0]: 'tag' is not known",
        "{\"views\": [{\"name\": \"v\", \"entity\": \"e\", \"schedule\": \"hourly\", \"fields\": [{\"name\": \"f\", \"type\": \"bool\"}]}]} | is no cron line",
        "{\"featureServices\": [{\"name\": \"s\", \"features\": [\"bp\"]}]} | 'bp' is no feature",
        "{\"featureServices\": [{\"name\": \"s\", \"features\": [\"v:a\", \"v:a\"]}]} | is named twice",
        "{\"remove\": {\"views\": [1]}} | at remove: 'views' must be an array of strings",
      })
  void namesThePlaceOfWhatIsWrong(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ThermoclineException.class,
            e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  private static Proposal read(String json) {
    return DefinitionReader.proposal(JsonMapper.builder().build().readTree(json));
  }
}
