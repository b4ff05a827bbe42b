"""The clinical story: from a year of patients' vitals to a prediction that a push changes.

Run it with ./thermocline demo, or by hand: pip install "./sdk/python[pandas]" mlflow scikit-learn,
then python sdk/python/examples/clinical_story.py. It can run again on the same data.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

import thermocline as tc
import thermocline.onnx as tc_onnx

PATIENTS = 400
DAYS = 365
SEED = 20260101
TODAY = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


class Story:
    """Tells each step: the code a user would type, what came of it, how long it took."""

    def __init__(self) -> None:
        self.number = 0
        self.started = time.monotonic()

    @contextlib.contextmanager
    def step(self, title: str, code: str) -> Iterator[None]:
        self.number += 1
        print(f"\n{self.number}. {title}")
        for line in code.strip().splitlines():
            print(f"   > {line.strip()}")
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        print(f"   [{took * 1000:,.0f} ms]" if took < 1 else f"   [{took:,.1f} s]")

    def say(self, text: object) -> None:
        for line in str(text).splitlines():
            print(f"   {line}")


def vitals() -> pd.DataFrame:
    """A year of daily vitals of some patients, from a seeded generator."""
    random = np.random.default_rng(SEED)
    patients = np.repeat(np.arange(1, PATIENTS + 1), DAYS)
    day = np.tile(np.arange(DAYS), PATIENTS)
    age = np.repeat(random.integers(20, 90, PATIENTS), DAYS)
    frail = np.repeat(random.normal(0, 1, PATIENTS), DAYS)
    event = pd.Timestamp(TODAY) - pd.to_timedelta((DAYS - day) * 24, unit="h")
    frame = pd.DataFrame(
        {
            "patient_id": patients,
            "event_time": event,
            # Laboratories report hours later: what a join must not know too early.
            "created_time": event
            + pd.to_timedelta(random.integers(0, 12 * 60, len(day)), unit="min"),
            "age": age,
            "bp": np.round(110 + age / 4 + 6 * frail + random.normal(0, 9, len(day)), 1),
            "heart_rate": np.round(70 + 5 * frail + random.normal(0, 6, len(day)), 1),
            "spo2": np.round(97 - 1.2 * frail + random.normal(0, 0.8, len(day)), 1),
        }
    )
    # The patient that the documents talk about.
    latest = (frame.patient_id == 123) & (day == DAYS - 1)
    frame.loc[frame.patient_id == 123, "age"] = 45
    frame.loc[latest, "bp"] = 120.0
    return frame


def probes(history: pd.DataFrame) -> pd.DataFrame:
    """Moments at which somebody asked, and whether the patient came back within 30 days."""
    random = np.random.default_rng(SEED + 1)
    asked = history.sample(6000, random_state=SEED)[
        ["patient_id", "event_time", "bp", "spo2", "age"]
    ]
    risk = (asked.bp - 125) / 12 + (96 - asked.spo2) + (asked.age - 55) / 30
    truth = random.random(len(asked)) < 1 / (1 + np.exp(-risk))
    return pd.DataFrame(
        {
            "patient_id": asked.patient_id.to_numpy(),
            "event_time": (asked.event_time + pd.Timedelta(hours=3)).to_numpy(),
            "readmitted": truth.astype("int64").to_numpy(),
        }
    ).assign(event_time=lambda f: pd.to_datetime(f.event_time, utc=True))


FEATURES = ["vitals:age", "vitals:bp", "vitals:heart_rate", "vitals:spo2"]
COLUMNS = ["age", "bp", "heart_rate", "spo2"]


def train(mlflow: object, frame: pd.DataFrame, depth: int) -> int:
    """One run with the unmodified mlflow client; returns the number of the registered version."""
    from sklearn.ensemble import GradientBoostingRegressor

    rows = frame.dropna(subset=COLUMNS)
    model = GradientBoostingRegressor(max_depth=depth, n_estimators=60, random_state=7)
    with mlflow.start_run(run_name=f"depth-{depth}"):  # type: ignore[attr-defined]
        model.fit(rows[COLUMNS].astype("float64"), rows["readmitted"])
        mlflow.log_param("max_depth", depth)  # type: ignore[attr-defined]
        mlflow.log_metric("r2", model.score(rows[COLUMNS], rows["readmitted"]))  # type: ignore[attr-defined]
        # As mlflow.sklearn.log_model, with an ONNX form beside it that the gateway runs in process.
        logged = tc_onnx.log_model(
            model,
            "model",
            input_example=rows[COLUMNS].astype("float64").head(2),
            registered_model_name="readmission",
            serialization_format="cloudpickle",
        )
    return int(logged.registered_model_version)


def await_files(p: tc.Platform, before: int) -> list[dict[str, Any]]:
    """The files of logged predictions, as soon as there are more than so many."""
    for _ in range(60):
        files = p.features.logged_predictions("readmission")
        if len(files) > before:
            break
        time.sleep(1)
    return files


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("registry", "features", "gateway"):
        arguments.add_argument(f"--{name}", metavar="URL")
    chosen = arguments.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    story = Story()

    p = tc.connect(chosen.registry, chosen.features, chosen.gateway)
    patient = tc.Entity("patient", [tc.Field("patient_id", "int64")])
    bedside = tc.PushSource("bedside")
    view = tc.FeatureView(
        "vitals",
        patient,
        [
            tc.Field("age", "int64"),
            tc.Field("bp", "float64", "systolic blood pressure, mmHg"),
            tc.Field("heart_rate", "float64"),
            tc.Field("spo2", "float64", "oxygen saturation, percent"),
        ],
        created_time="created_time",
        retention=timedelta(days=2),
        source=bedside,
    )
    triage = tc.FeatureService("triage", FEATURES)

    with story.step(
        "Say what a feature is",
        """p.features.apply(view, triage)""",
    ):
        story.say(p.features.apply(view, triage))

    history = vitals()
    with story.step(
        f"A year of vitals: {len(history):,} rows of {PATIENTS} patients become dated Parquet",
        'p.features.ingest("vitals", history)',
    ):
        snapshot = p.features.ingest("vitals", history)
        story.say(f"snapshot {snapshot['number']}: {snapshot['rows']:,} rows")

    asked = probes(history)
    with story.step(
        f"A training set of {len(asked):,} moments, each seeing only what was known then",
        'training = p.features.historical(asked, "triage")',
    ):
        training = p.features.historical(asked, "triage")
        story.say(training.leakage())

    import mlflow

    frame = training.to_pandas()
    with story.step(
        "Train with the unmodified mlflow client; register, which freezes the version",
        """with mlflow.start_run():
        thermocline.onnx.log_model(model, "model", registered_model_name="readmission", ...)
        p.models.set_alias("readmission", "champion", version)""",
    ):
        mlflow.set_experiment("readmission")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            first = train(mlflow, frame, depth=2)
        p.models.set_alias("readmission", "champion", first, reason="first of the day")
        found = p.models.version("readmission", "@champion")
        story.say(f"readmission/{first} is {found['status']}, frozen at {found['prefix']}")

    with story.step(
        "Deploy it, with its features bound",
        'p.deployments.set("readmission", "readmission@champion", feature_service="triage")',
    ):
        p.deployments.set(
            "readmission",
            "readmission@champion",
            feature_service="triage",
            reason="the clinical story",
        )

    with story.step("Bring the features online", 'p.features.materialize("vitals").wait()'):
        done = p.features.materialize("vitals").wait()
        story.say(f"{done[0]['changed']:,} entities brought online")

    with story.step("patient 123 as Redis holds it", "./thermocline features show patient 123"):
        for name, value in p.features.online({"patient_id": 123}, "triage").row().items():
            story.say(f"{name:<18} {value.value!r:<8} {value.status:<10} {value.event_time}")

    who = {"patient_id": 123}
    logged_before = len(p.features.logged_predictions("readmission"))
    with story.step("Ask", 'p.predict("readmission", {"patient_id": 123})'):
        miss = p.predict("readmission", who)
        story.say(f"risk {miss.value:.4f}   cache: {miss.cache}")
    with story.step("Ask again", 'p.predict("readmission", {"patient_id": 123})'):
        hit = p.predict("readmission", who)
        story.say(f"risk {hit.value:.4f}   cache: {hit.cache}, {hit.age or 0:.0f} s old")

    stale: list[tuple[str, float, float]] = []

    def compare(what: str, answer: tc.Prediction) -> None:
        stale.append((what, stale[-1][2] if stale else hit.value, answer.value))
        story.say(
            f"risk {answer.value:.4f}   cache: {answer.cache}   by {answer.model}/{answer.version}"
        )

    with story.step(
        "A new blood pressure comes in: the next answer knows it",
        """p.features.push("bedside", {"patient_id": [123], "bp": [171.0], ...})
        p.predict("readmission", {"patient_id": 123}, explain=True)""",
    ):
        now = datetime.now(UTC)
        # When the story is told again, the patient got worse the last time: now he gets better.
        well = p.features.online(who, "triage")["vitals:bp"].value < 150
        bp, heart_rate, spo2 = (171.0, 96.0, 93.5) if well else (118.0, 72.0, 98.2)
        p.features.push(
            "bedside",
            pd.DataFrame(
                {
                    "patient_id": [123],
                    "event_time": [now],
                    "created_time": [now],
                    "age": [45],
                    "bp": [bp],
                    "heart_rate": [heart_rate],
                    "spo2": [spo2],
                }
            ),
        )
        after = p.predict("readmission", who, explain=True)
        compare("a new blood pressure", after)
        for used in after.explanation["explain"]["features"]:
            for name, row in used.items():
                story.say(f"used {name}: {row['values']}")
                story.say(f"     as of {row['eventTime']}, from {row['provenance']}")

    with story.step(
        "A second version takes half of the traffic",
        'p.deployments.set("readmission", {"readmission/1": 50, "readmission/2": 50}, ...)',
    ):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            second = train(mlflow, frame, depth=4)
        p.deployments.set(
            "readmission",
            {f"readmission/{first}": 50, f"readmission/{second}": 50},
            feature_service="triage",
            reason="A/B",
        )
        arms: dict[str, int] = {}
        for number in range(1, 41):
            arm = p.predict("readmission", {"patient_id": number}).version
            arms[arm] = arms.get(arm, 0) + 1
        story.say(f"40 patients: {arms}; the same patient always gets the same arm")

    with story.step(
        "All of it to the second version, then back in one call",
        """p.deployments.set("readmission", "readmission/2", ...)
        p.deployments.roll_back("readmission")""",
    ):
        p.deployments.set("readmission", f"readmission/{second}", feature_service="triage")
        compare("a new version", p.predict("readmission", who))
        p.deployments.roll_back("readmission", reason="the story goes back")
        compare("a rollback", p.predict("readmission", who))

    with story.step(
        "What was logged, as Parquet; the newest answers are in a file within half a minute",
        'p.features.logged_predictions("readmission")',
    ):
        files = await_files(p, logged_before)
        for folder in sorted({file["path"].rpartition("/")[0] for file in files})[-1:]:
            logged = sum(file["rows"] for file in files if file["path"].startswith(folder))
            story.say(f"{logged} predictions so far, under {folder}/")

    print("\nWhat a cache of five minutes without marks would have answered:")
    print(f"   {'after':<24}{'it says':>10}{'truth':>10}")
    for what, old, new in stale:
        verdict = "" if abs(old - new) < 1e-9 else "   wrong for up to five minutes"
        print(f"   {what:<24}{old:>10.4f}{new:>10.4f}{verdict}")
    print(f"\nThe whole story took {time.monotonic() - story.started:.0f} s. Next:")
    print("   thermocline predict readmission patient_id=7 --explain")
    print("   ./thermocline features show patient 7")
    print(f"   mlflow experiments search        (MLFLOW_TRACKING_URI={p.address.registry})")
    p.close()


if __name__ == "__main__":
    try:
        main()
    except tc.ThermoclineError as error:
        print(f"\nclinical story: {error}", file=sys.stderr)
        sys.exit(1)
