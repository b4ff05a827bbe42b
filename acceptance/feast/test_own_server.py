"""Feast's own feature server and ours, asked the same about the same rows."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
from conftest import TYPES, World, post
from feast import FeatureStore
from feast.repo_config import RepoConfig

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
ROW = {
    "flag": True,
    "small": -7,
    "big": 123456789012,
    "half": 0.5,
    "whole": -1.25,
    "word": "ä/€ \u2603",
    "seen": pd.Timestamp("2026-01-02T03:04:05Z"),
    "beats": [1.5, -2.0],
    "codes": ["a", "b"],
}


class Feast:
    """Feast's server over a store of its own that has what ours has."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        config: dict[str, Any] = {
            "project": "default",
            "registry": str(folder / "registry.db"),
            "provider": "local",
            "online_store": {"type": "sqlite", "path": str(folder / "online.db")},
            "entity_key_serialization_version": 3,
        }
        self.store = FeatureStore(config=RepoConfig(**config))
        (folder / "feature_store.yaml").write_text(
            "\n".join(
                [
                    "project: default",
                    f"registry: {folder / 'registry.db'}",
                    "provider: local",
                    f"online_store: {{type: sqlite, path: {folder / 'online.db'}}}",
                    "entity_key_serialization_version: 3",
                ]
            )
        )
        theirs = world.store
        self.store.apply(
            [
                *theirs.list_entities(),
                *theirs.list_feature_views(),
                *theirs.list_feature_services(),
            ]
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("THERMOCLINE")}
        with (folder / "serve.log").open("wb") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).parent / "feast", "-c", folder, "serve", "-h", "127.0.0.1", "-p", str(port)],
                env=environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 120
        while True:
            try:
                if requests.get(self.url + "/health", timeout=2).status_code == 200:
                    return
            except requests.RequestException:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((folder / "serve.log").read_text()[-2000:])
            time.sleep(0.2)

    def write(self, view: str, rows: list[dict[str, Any]]) -> None:
        """The same rows into both stores."""
        for store in (self.world.store, self.store):
            store.write_to_online_store(view, pd.DataFrame(rows))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def feast(world: World, tmp_path: Path) -> Iterator[Feast]:
    folder = tmp_path / "own"
    folder.mkdir()
    server = Feast(world, folder)
    try:
        yield server
    finally:
        server.close()


def plain(answer: requests.Response) -> dict[str, dict[str, list[Any]]]:
    """An answer by the names of its columns; times without their last digits, which differ in form."""
    assert answer.status_code == 200, answer.text
    body = answer.json()
    columns = {}
    for name, result in zip(body["metadata"]["feature_names"], body["results"], strict=True):
        columns[name] = {
            "values": result["values"],
            "statuses": result["statuses"],
            "event_timestamps": [pd.Timestamp(at).floor("s") for at in result["event_timestamps"]],
        }
    return columns


def same(feast: Feast, body: dict[str, Any]) -> dict[str, dict[str, list[Any]]]:
    """Asks both, and holds their answers together column by column."""
    theirs = plain(requests.post(feast.url + "/get-online-features", json=body, timeout=60))
    ours = plain(post("/get-online-features", body))
    # Within a view the order is the request's in ours, and not in theirs.
    assert sorted(ours) == sorted(theirs)
    for name, column in theirs.items():
        for part, expected in column.items():
            assert ours[name][part] == expected, f"{name}, {part}"
    return ours


def test_every_type_is_answered_as_feast_answers_it(world: World, feast: Feast) -> None:
    feast.write(world.vitals, [{"patient_id": 1, "event_timestamp": NOW, "created": NOW, **ROW}])
    features = [f"{world.vitals}:{name}" for name in TYPES]
    answer = same(feast, {"features": features, "entities": {"patient_id": [1]}})
    assert answer["big"]["values"] == [ROW["big"]]
    same(feast, {"features": features, "entities": {"patient_id": [1]}, "full_feature_names": True})


def test_missing_entities_and_several_at_once(world: World, feast: Feast) -> None:
    rows = [{"patient_id": n, "event_timestamp": NOW, "created": NOW, **ROW, "big": n} for n in (1, 2)]
    feast.write(world.vitals, rows)
    answer = same(feast, {"features": [f"{world.vitals}:big"], "entities": {"patient_id": [2, 3, 1]}})
    assert answer["big"]["values"] == [2, None, 1]


def test_composite_keys_and_a_feature_service(world: World, feast: Feast) -> None:
    feast.write(world.vitals, [{"patient_id": 1, "event_timestamp": NOW, "created": NOW, **ROW}])
    feast.write(world.usage, [{"ward": "a b", "number": 3, "event_timestamp": NOW, "created": NOW, "days": 9}])
    body = {"feature_service": world.service, "entities": {"patient_id": [1], "ward": ["a b"], "number": [3]}}
    theirs = plain(requests.post(feast.url + "/get-online-features", json=body, timeout=60))
    ours = plain(post("/get-online-features", body))
    assert {name: column["values"] for name, column in ours.items()} == {
        name: column["values"] for name, column in theirs.items()
    }


def test_unknown_names_are_refused_alike(world: World, feast: Feast) -> None:
    for body in (
        {"features": ["nope:x"], "entities": {"patient_id": [1]}},
        {"feature_service": "nope", "entities": {"patient_id": [1]}},
    ):
        theirs = requests.post(feast.url + "/get-online-features", json=body, timeout=60)
        ours = post("/get-online-features", body)
        assert ours.status_code == theirs.status_code, theirs.text
        # Theirs is written twice over: a JSON string that holds the object.
        assert ours.json()["class"] == json.loads(theirs.json())["class"]
