"""The unmodified client of Feast, with its remote online store, against the feature service."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

os.environ["FEAST_USAGE"] = "False"

import pandas as pd  # noqa: E402
import pytest  # noqa: E402
import requests  # noqa: E402
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource, ValueType  # noqa: E402
from feast.repo_config import RepoConfig  # noqa: E402
from feast.types import Array, Bool, Float32, Float64, Int32, Int64, String, UnixTimestamp  # noqa: E402

URL = os.environ["THERMOCLINE_FEATURES_URL"]
TOKEN = os.environ.get("THERMOCLINE_TOKEN")

TYPES = {
    "flag": (Bool, "bool"),
    "small": (Int32, "int32"),
    "big": (Int64, "int64"),
    "half": (Float32, "float32"),
    "whole": (Float64, "float64"),
    "word": (String, "string"),
    "seen": (UnixTimestamp, "timestamp"),
    "beats": (Array(Float64), "array<float64>"),
    "codes": (Array(String), "array<string>"),
}


def post(path: str, body: dict) -> requests.Response:
    headers = {"Authorization": f"Bearer {TOKEN}"} if TOKEN else {}
    return requests.post(URL + path, json=body, headers=headers, timeout=30)


class World:
    """The same definitions here and there, under names that no other test has."""

    def __init__(self, folder: Path) -> None:
        tag = uuid.uuid4().hex[:8]
        self.patient, self.bed = f"patient{tag}", f"bed{tag}"
        self.vitals, self.usage, self.short = f"vitals{tag}", f"usage{tag}", f"short{tag}"
        self.source, self.service = f"monitor{tag}", f"triage{tag}"
        self._apply_there()
        self.store = self._store(folder)

    def _apply_there(self) -> None:
        typed = [{"name": name, "type": word} for name, (_, word) in TYPES.items()]
        answer = post(
            "/api/v1/views/apply",
            {
                "entities": [
                    {"name": self.patient, "joinKeys": [{"name": "patient_id", "type": "int64"}]},
                    {
                        "name": self.bed,
                        "joinKeys": [{"name": "ward", "type": "string"}, {"name": "number", "type": "int64"}],
                    },
                ],
                "pushSources": [{"name": self.source}],
                "views": [
                    {"name": self.vitals, "entity": self.patient, "createdTime": "noted", "fields": typed},
                    {
                        "name": self.usage,
                        "entity": self.bed,
                        "source": {"push": self.source},
                        "fields": [{"name": "days", "type": "int64"}],
                    },
                    {
                        "name": self.short,
                        "entity": self.patient,
                        "ttl": "PT3S",
                        "fields": [{"name": "pulse", "type": "int64"}],
                    },
                ],
                "featureServices": [
                    {"name": self.service, "features": [f"{self.vitals}:big", f"{self.usage}:days"]}
                ],
            },
        )
        assert answer.status_code == 200, answer.text

    def _store(self, folder: Path) -> FeatureStore:
        rows = folder / "rows.parquet"
        pd.DataFrame({"event_timestamp": pd.to_datetime([], utc=True)}).to_parquet(rows)
        config = {
            "project": "default",
            "registry": str(folder / "registry.db"),
            "provider": "local",
            "online_store": {"type": "remote", "path": URL},
            "entity_key_serialization_version": 3,
        }
        if TOKEN:
            config["auth"] = {"type": "oidc", "token_env_var": "THERMOCLINE_TOKEN"}
        store = FeatureStore(config=RepoConfig(**config))
        patient = Entity(name=self.patient, join_keys=["patient_id"], value_type=ValueType.INT64)
        bed = Entity(name=self.bed, join_keys=["ward"], value_type=ValueType.STRING)
        number = Entity(name=self.bed + "_number", join_keys=["number"], value_type=ValueType.INT64)

        def source(name: str) -> FileSource:
            return FileSource(
                name=name, path=str(rows), timestamp_field="event_timestamp", created_timestamp_column="created"
            )

        vitals = FeatureView(
            name=self.vitals,
            entities=[patient],
            ttl=timedelta(0),
            schema=[
                Field(name="patient_id", dtype=Int64),
                *(Field(name=name, dtype=dtype) for name, (dtype, _) in TYPES.items()),
            ],
            source=source(self.vitals + "_files"),
        )
        usage = FeatureView(
            name=self.usage,
            entities=[bed, number],
            ttl=timedelta(0),
            schema=[
                Field(name="ward", dtype=String),
                Field(name="number", dtype=Int64),
                Field(name="days", dtype=Int64),
            ],
            source=PushSource(name=self.source, batch_source=source(self.usage + "_files")),
        )
        short = FeatureView(
            name=self.short,
            entities=[patient],
            ttl=timedelta(seconds=3),
            schema=[Field(name="patient_id", dtype=Int64), Field(name="pulse", dtype=Int64)],
            source=source(self.short + "_files"),
        )
        service = FeatureService(name=self.service, features=[vitals[["big"]], usage])
        store.apply([patient, bed, number, vitals, usage, short, service])
        return store


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    yield World(tmp_path)
