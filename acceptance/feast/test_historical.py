"""Feast's own point-in-time join, in its own process over the same rows, beside the platform's.

In the looser mode (`loose`) both must give every entity row the same values."""

from __future__ import annotations

import io
import math
import os
import random
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import requests
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.repo_config import RepoConfig
from feast.types import Float64, Int64

URL = os.environ["THERMOCLINE_FEATURES_URL"]
TOKEN = os.environ.get("THERMOCLINE_TOKEN")
HEADERS = {"Authorization": f"Bearer {TOKEN}"} if TOKEN else {}
START = datetime(2026, 1, 1, tzinfo=UTC)
TTL = timedelta(days=2)
PARQUET = {"Content-Type": "application/vnd.apache.parquet"}


def history(draw: random.Random, value: str) -> pd.DataFrame:
    """Rows with late arrivals and gaps; one event of an entity comes at most once, as ties differ."""
    rows = []
    for patient in range(60):
        for hour in draw.sample(range(96), draw.randint(0, 20)):
            event = START + timedelta(hours=hour)
            rows.append(
                {
                    "patient_id": patient,
                    "event_timestamp": event,
                    "created": event + timedelta(hours=draw.choice([0, 0, 1, 40])),
                    value: None if draw.random() < 0.2 else round(draw.uniform(-9, 9), 3),
                }
            )
    return pd.DataFrame(rows).astype({value: "float64"})


def entity_rows(draw: random.Random) -> pd.DataFrame:
    rows = [
        {
            "patient_id": draw.randint(0, 65),
            "event_timestamp": START + timedelta(hours=draw.randint(-3, 130), minutes=draw.choice([0, 0, 30])),
            "n": n,
        }
        for n in range(800)
    ]
    return pd.DataFrame(rows)


def feasts(folder: Path, frames: dict[str, pd.DataFrame], rows: pd.DataFrame) -> pd.DataFrame:
    store = FeatureStore(
        config=RepoConfig(
            project="beside",
            provider="local",
            registry=str(folder / "registry.db"),
            online_store={"type": "sqlite", "path": str(folder / "online.db")},
            offline_store={"type": "duckdb"},
            entity_key_serialization_version=3,
        )
    )
    patient = Entity(name="patient", join_keys=["patient_id"], value_type=ValueType.INT64)
    views = []
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, coerce_timestamps="us")
        views.append(
            FeatureView(
                name=name,
                entities=[patient],
                ttl=TTL if name == "short" else timedelta(days=3650),
                schema=[Field(name="patient_id", dtype=Int64), Field(name=f"{name}_x", dtype=Float64)],
                source=FileSource(
                    name=f"{name}_source",
                    path=str(path),
                    timestamp_field="event_timestamp",
                    created_timestamp_column="created",
                ),
            )
        )
    store.apply([patient, *views])
    job = store.get_historical_features(entity_df=rows, features=[f"{n}:{n}_x" for n in frames])
    return job.to_df()


def ours(frames: dict[str, pd.DataFrame], rows: pd.DataFrame, loose: bool) -> tuple[pd.DataFrame, dict]:
    tag = uuid.uuid4().hex[:8]
    post("/api/v1/views/apply", json={
        "entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
        "views": [
            {
                "name": name + tag,
                "entity": "patient",
                "eventTime": "event_timestamp",
                "createdTime": "created",
                "fields": [{"name": f"{name}_x", "type": "float64"}],
                **({"ttl": "P2D"} if name == "short" else {}),
            }
            for name in frames
        ],
    })
    for name, frame in frames.items():
        post(f"/api/v1/views/{name}{tag}/snapshots", data=parquet(frame), headers=PARQUET)
    path = post("/api/v1/joins/entity-rows", data=parquet(rows), headers=PARQUET)["path"]
    job = post("/api/v1/joins", json={
        "features": [f"{name}{tag}:{name}_x" for name in frames], "entityRowsPath": path, "loose": loose,
    })
    deadline = time.monotonic() + 120
    while "finishedAt" not in job:
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
        job = requests.get(f"{URL}/api/v1/joins/{job['id']}", headers=HEADERS, timeout=30).json()
    assert job["state"] == "succeeded", job
    content = requests.get(f"{URL}/api/v1/joins/{job['id']}/rows", headers=HEADERS, timeout=60).content
    return pd.read_parquet(io.BytesIO(content)), job["result"]


def parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, coerce_timestamps="us")
    return out.getvalue()


def post(path: str, headers: dict | None = None, **body: object) -> dict:
    answer = requests.post(URL + path, headers={**HEADERS, **(headers or {})}, timeout=120, **body)
    assert answer.ok, answer.text
    return answer.json()


def naive(frame: pd.DataFrame, row: pd.Series, value: str, ttl: timedelta | None, loose: bool) -> float:
    known = [
        r for r in frame.itertuples()
        if r.patient_id == row.patient_id
        and r.event_timestamp <= row.event_timestamp
        and (loose or r.created <= row.event_timestamp)
    ]
    newest = max(known, key=lambda r: r.event_timestamp, default=None)
    if newest is None or (ttl is not None and newest.event_timestamp < row.event_timestamp - ttl):
        return math.nan
    return float(getattr(newest, value))


def same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))


@pytest.mark.parametrize("seed", range(3))
def test_the_looser_join_gives_what_feasts_own_join_gives(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    frames = {"long": history(draw, "long_x"), "short": history(draw, "short_x")}
    rows = entity_rows(draw)
    there = feasts(tmp_path, frames, rows).sort_values("n")
    here, _ = ours(frames, rows, loose=True)
    assert here["n"].tolist() == rows["n"].tolist()
    assert there["n"].tolist() == rows["n"].tolist()
    for value in ("long_x", "short_x"):
        differing = [n for n, (a, b) in enumerate(zip(here[value], there[value], strict=True)) if not same(a, b)]
        assert differing == [], value


@pytest.mark.parametrize("seed", range(3))
def test_both_modes_give_what_a_naive_join_gives(seed: int) -> None:
    draw = random.Random(100 + seed)
    frames = {"long": history(draw, "long_x"), "short": history(draw, "short_x")}
    rows = entity_rows(draw)
    wanted = {
        loose: {
            name: [naive(frame, row, f"{name}_x", TTL if name == "short" else None, loose) for row in rows.itertuples()]
            for name, frame in frames.items()
        }
        for loose in (False, True)
    }
    for loose in (False, True):
        here, report = ours(frames, rows, loose)
        for name in frames:
            found = here[f"{name}_x"].tolist()
            assert all(same(a, b) for a, b in zip(found, wanted[loose][name], strict=True)), (name, loose)
        leaking = [v["leaking"] for v in report["views"]]
        assert all(count > 0 for count in leaking), "late rows that change nothing would show nothing"
