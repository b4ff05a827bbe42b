package dev.thermocline.features.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.features.definition.Plan.Action;
import dev.thermocline.features.definition.Proposal.Removal;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Entity PATIENT =
      new Entity(
          "patient", Label.NONE, List.of(new JoinKey("patient_id", ValueType.of(Scalar.INT64))));
  private static final Field BP = Field.of("bp", ValueType.of(Scalar.FLOAT64));
  private static final Field SPO2 = Field.of("spo2", ValueType.of(Scalar.FLOAT32));
  private static final FeatureView VITALS = FeatureView.of("vitals", "patient", List.of(BP, SPO2));
  private static final FeatureService TRIAGE =
      FeatureService.of("triage", List.of(new FeatureReference("vitals", "bp")));

  private final List<DeployedServices.Use> deployed = new ArrayList<>();
  private int highestView;
  private int highestVersion;
  private Catalog catalog = Catalog.EMPTY;

  @Test
  void givesANewViewItsFirstSchemaAndTheNextNumber() {
    highestView = 11;
    apply(Proposal.of(List.of(PATIENT), List.of(VITALS), List.of(TRIAGE)));

    AppliedView view = catalog.getView("vitals");
    assertThat(view.number()).isEqualTo(12);
    assertThat(view.schema().number()).isEqualTo(1);
    assertThat(catalog.getService("triage").version()).isEqualTo(1);
    assertThat(catalog.revision()).isEqualTo(1);
  }

  @Test
  void numbersSeveralNewViewsApart() {
    FeatureView labs = FeatureView.of("labs", "patient", List.of(BP));
    apply(Proposal.of(List.of(PATIENT), List.of(VITALS, labs), List.of()));

    assertThat(catalog.views().values()).extracting(AppliedView::number).doesNotHaveDuplicates();
  }

  @Test
  void changesNothingWhenTheSameIsAppliedAgain() {
    Proposal proposal = Proposal.of(List.of(PATIENT), List.of(VITALS), List.of(TRIAGE));
    apply(proposal);
    Plan again = plan(proposal);

    assertThat(again.changes()).isEmpty();
    assertThat(again.result()).isEqualTo(catalog);
  }

  @Test
  void makesANewSchemaOnlyWhereColumnsChange() {
    applyBasics();
    apply(Proposal.of(List.of(), List.of(VITALS.withFields(List.of(BP))), List.of()));
    assertThat(catalog.getView("vitals").schemas()).hasSize(2);

    FeatureView aged =
        VITALS
            .withFields(List.of(BP))
            .withTimes(
                new FeatureView.Times(
                    "event_time", null, Duration.ofDays(1), FeatureView.Times.TOLERANCE));
    apply(Proposal.of(List.of(), List.of(aged), List.of()));
    assertThat(catalog.getView("vitals").schemas()).hasSize(2);
    assertThat(catalog.getView("vitals").number()).isEqualTo(1);
  }

  @Test
  void refusesAnotherTypeForAFieldEvenAfterItWasGone() {
    applyBasics();
    apply(Proposal.of(List.of(), List.of(VITALS.withFields(List.of(BP))), List.of()));
    Field text = Field.of("spo2", ValueType.of(Scalar.STRING));

    Plan plan =
        plan(Proposal.of(List.of(), List.of(VITALS.withFields(List.of(BP, text))), List.of()));

    assertThat(plan.refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.sentence()).contains("spo2", "float32", "string"));
  }

  @Test
  void refusesAnotherEntityOrOtherColumnsOfTime() {
    applyBasics();
    Entity bed =
        new Entity("bed", Label.NONE, List.of(new JoinKey("bed_id", ValueType.of(Scalar.STRING))));
    FeatureView moved =
        new FeatureView(
            "vitals",
            Label.NONE,
            "bed",
            VITALS.fields(),
            new FeatureView.Times("seen_at", "noted_at", null, FeatureView.Times.TOLERANCE),
            VITALS.serving(),
            Source.FILES);

    assertThat(plan(Proposal.of(List.of(bed), List.of(moved), List.of())).refusals()).hasSize(3);
  }

  @Test
  void refusesOtherJoinKeysWhileAViewUsesThem() {
    applyBasics();
    Entity changed =
        new Entity(
            "patient", Label.NONE, List.of(new JoinKey("patient_id", ValueType.of(Scalar.STRING))));

    assertThat(plan(Proposal.of(List.of(changed), List.of(), List.of())).refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.reason()).contains("vitals"));
  }

  @Test
  void refusesWhatNamesSomethingThatIsNotThere() {
    FeatureService lost =
        FeatureService.of("lost", List.of(new FeatureReference("vitals", "pulse")));
    FeatureView pushed = VITALS.withSource(new Source("nowhere", null));

    Plan plan = plan(Proposal.of(List.of(PATIENT), List.of(pushed), List.of(lost)));

    assertThat(plan.refusals()).extracting(Plan.Refusal::name).containsExactly("vitals", "lost");
  }

  @Test
  void refusesAFieldWithTheNameOfAJoinKeyWhateverItsCase() {
    Field twin = Field.of("PATIENT_ID", ValueType.of(Scalar.INT64));
    FeatureView view = VITALS.withFields(List.of(twin));

    assertThat(plan(Proposal.of(List.of(PATIENT), List.of(view), List.of())).refusals())
        .isNotEmpty();
  }

  @Test
  void refusesToRemoveAViewThatAFeatureServiceHas() {
    applyBasics();
    Plan plan =
        plan(Proposal.removing(new Removal(List.of(), List.of("vitals"), List.of(), List.of())));

    assertThat(plan.refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.sentence()).contains("triage", "vitals:bp"));
  }

  @Test
  void namesTheDeploymentThatHoldsAView() {
    applyBasics();
    deployed.add(new DeployedServices.Use("readmission", "triage", 1));
    Plan plan =
        plan(
            Proposal.removing(
                new Removal(List.of(), List.of("vitals"), List.of(), List.of("triage"))));

    assertThat(plan.refusals())
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.sentence()).contains("readmission"));
  }

  @Test
  void neverUsesTheNumberOfARemovedViewOrTheVersionOfARemovedServiceAgain() {
    applyBasics();
    apply(
        Proposal.removing(
            new Removal(List.of("patient"), List.of("vitals"), List.of(), List.of("triage"))));
    assertThat(catalog.views()).isEmpty();
    applyBasics();

    assertThat(catalog.getView("vitals").number()).isEqualTo(2);
    assertThat(catalog.getService("triage").version()).isEqualTo(2);
  }

  @Test
  void doesNotAskTheRegistryWhereNothingGoes() {
    Planner planner =
        new Planner(
            numbers(),
            () -> {
              throw new ThermoclineException(ErrorKind.UNAVAILABLE, "The registry is down.");
            },
            Instant.EPOCH);
    Plan plan =
        planner.plan(catalog, Proposal.of(List.of(PATIENT), List.of(VITALS), List.of(TRIAGE)));

    assertThat(plan.changes()).hasSize(3);
  }

  @Test
  void refusesADocumentThatSaysTwoThingsAboutOneName() {
    assertThatThrownBy(() -> plan(Proposal.of(List.of(PATIENT, PATIENT), List.of(), List.of())))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("'patient' is named twice");
  }

  @Test
  void showsTheRetentionThatAScheduleAsksFor() {
    FeatureView daily =
        VITALS.withServing(new FeatureView.Serving(true, Duration.ofHours(24), "0 0 3 * * *"));
    Plan plan = plan(Proposal.of(List.of(PATIENT), List.of(daily), List.of()));

    assertThat(plan.changes().getLast().details()).anyMatch(d -> d.contains("PT26H"));
    assertThat(plan.changes()).allMatch(c -> c.action() == Action.ADD);
  }

  @Test
  void refusesExpressionsThatCannotBeComputedOrAreOfAnotherType() {
    RequestInput age = new RequestInput("age", ValueType.of(Scalar.INT32), Label.NONE);
    FeatureService service =
        new FeatureService(
            "risk",
            Label.NONE,
            List.of(new FeatureReference("vitals", "bp")),
            List.of(age),
            List.of(
                expression("fine", "vitals:bp * age"),
                expression("unknown", "pulse + 1"),
                expression("broken", "bp +"),
                expression("word", "'high'")));

    assertThat(plan(Proposal.of(List.of(PATIENT), List.of(VITALS), List.of(service))).refusals())
        .extracting(r -> r.reason().split("'", 3)[1])
        .containsExactly("unknown", "broken", "word");
  }

  private static OnDemandFeature expression(String name, String text) {
    return new OnDemandFeature(name, ValueType.of(Scalar.FLOAT64), text, Label.NONE);
  }

  private void applyBasics() {
    apply(Proposal.of(List.of(PATIENT), List.of(VITALS), List.of(TRIAGE)));
  }

  private Plan plan(Proposal proposal) {
    return new Planner(numbers(), () -> deployed, Instant.EPOCH).plan(catalog, proposal);
  }

  private void apply(Proposal proposal) {
    Plan plan = plan(proposal);
    assertThat(plan.refusals()).isEmpty();
    catalog = plan.result();
    catalog.views().values().forEach(v -> highestView = Math.max(highestView, v.number()));
    catalog
        .services()
        .values()
        .forEach(s -> highestVersion = Math.max(highestVersion, s.getLast().version()));
  }

  private Planner.Numbers numbers() {
    return new Planner.Numbers() {
      @Override
      public int highestViewNumber() {
        return highestView;
      }

      @Override
      public int highestServiceVersion(String service) {
        return highestVersion;
      }
    };
  }
}
