from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from conftest import TYPES, World, post
from feast.errors import FeastError

NOW = datetime.now(UTC).replace(microsecond=123456) - timedelta(minutes=5)
ROW = {
    "flag": True,
    "small": -7,
    "big": 2**53 + 1,
    "half": 0.5,
    "whole": -1.25,
    "word": "ä/€ \u2603",
    "seen": pd.Timestamp("2026-01-02T03:04:05Z"),
    "beats": [1.5, -2.0],
    "codes": ["a", "b"],
}


def write(world: World, patient: int, at: datetime, **changed: object) -> None:
    world.store.write_to_online_store(
        world.vitals,
        pd.DataFrame([{"patient_id": patient, "event_timestamp": at, "created": at, **ROW, **changed}]),
    )


def read(world: World, patients: list[int], features: list[str] | None = None) -> dict[str, list]:
    return world.store.get_online_features(
        features=[f"{world.vitals}:{name}" for name in (features or TYPES)],
        entity_rows=[{"patient_id": patient} for patient in patients],
    ).to_dict()


def test_every_type_comes_back_as_it_was_written(world: World) -> None:
    write(world, 1, NOW)
    answer = read(world, [1])
    assert answer["patient_id"] == [1]
    for name, value in ROW.items():
        expected = int(value.timestamp()) if isinstance(value, pd.Timestamp) else value
        found = answer[name][0]
        found = int(found.timestamp()) if isinstance(found, datetime) else found
        assert found == expected, name


def test_a_missing_entity_and_a_null_are_told_apart(world: World) -> None:
    write(world, 1, NOW, word=None)
    response = world.store.get_online_features(
        features=[f"{world.vitals}:word"], entity_rows=[{"patient_id": 1}, {"patient_id": 2}]
    )
    assert response.to_dict()["word"] == [None, None]
    from feast.protos.feast.serving.ServingService_pb2 import FieldStatus

    assert list(response.proto.results[1].statuses) == [FieldStatus.NULL_VALUE, FieldStatus.NOT_FOUND]


def test_the_newer_row_wins_whatever_the_order(world: World) -> None:
    write(world, 1, NOW, big=2)
    write(world, 1, NOW - timedelta(hours=1), big=1)
    assert read(world, [1], ["big"])["big"] == [2]
    write(world, 1, NOW + timedelta(seconds=1), big=3)
    assert read(world, [1], ["big"])["big"] == [3]


def test_composite_keys_and_a_feature_service(world: World) -> None:
    write(world, 1, NOW, big=5)
    frame = pd.DataFrame([{"ward": "a_b~c", "number": 3, "event_timestamp": NOW, "created": NOW, "days": 9}])
    world.store.push(world.source, frame)
    answer = world.store.get_online_features(
        features=world.store.get_feature_service(world.service),
        entity_rows=[
            {"patient_id": 1, "ward": "a_b~c", "number": 3},
            {"patient_id": 2, "ward": "a_b~c", "number": 4},
        ],
        full_feature_names=True,
    ).to_dict()
    assert answer[f"{world.vitals}__big"] == [5, None]
    assert answer[f"{world.usage}__days"] == [9, None]


def test_a_value_past_its_ttl_is_not_served(world: World) -> None:
    at = datetime.now(UTC)
    world.store.write_to_online_store(
        world.short, pd.DataFrame([{"patient_id": 1, "event_timestamp": at, "created": at, "pulse": 60}])
    )
    body = {"features": [f"{world.short}:pulse"], "entities": {"patient_id": [1]}}
    statuses = set()
    deadline = time.monotonic() + 20
    while "OUTSIDE_MAX_AGE" not in statuses and time.monotonic() < deadline:
        vector = post("/get-online-features", body).json()["results"][1]
        assert vector["values"] == [60] if vector["statuses"] == ["PRESENT"] else vector["values"] == [None]
        statuses.add(vector["statuses"][0])
    assert "OUTSIDE_MAX_AGE" in statuses


def test_event_times_have_microseconds(world: World) -> None:
    write(world, 1, NOW)
    vector = post("/get-online-features", {"features": [f"{world.vitals}:big"], "entities": {"patient_id": [1]}})
    assert vector.json()["results"][1]["event_timestamps"] == [NOW.isoformat().replace("+00:00", "Z")]


def test_a_push_over_http_is_online_at_once(world: World) -> None:
    pushed = post(
        "/push",
        {
            "push_source_name": world.source,
            "to": "online_and_offline",
            "df": {"ward": ["w"], "number": [1], "event_timestamp": [NOW.isoformat()], "days": [4]},
        },
    )
    assert pushed.status_code == 200, pushed.text
    found = post("/get-online-features", {"features": [f"{world.usage}:days"], "entities": {"ward": ["w"], "number": [1]}})
    assert found.json()["results"][2]["values"] == [4]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/get-online-features", {"features": ["nope:x"], "entities": {"patient_id": [1]}}, 404),
        ("/get-online-features", {"feature_service": "nope", "entities": {"patient_id": [1]}}, 404),
        ("/get-online-features", {"entities": {}}, 422),
        ("/push", {"push_source_name": "nope", "df": {}}, 404),
        ("/write-to-online-store", {"feature_view_name": "nope", "df": {}}, 404),
        ("/materialize", {"feature_views": []}, 422),
    ],
)
def test_mistakes_are_answered_as_feast_errors(path: str, body: dict, status: int) -> None:
    answer = post(path, body)
    assert answer.status_code == status, answer.text
    assert FeastError.from_error_detail(answer.text) is not None


def test_an_incomplete_composite_key_is_named(world: World) -> None:
    answer = post("/get-online-features", {"features": [f"{world.usage}:days"], "entities": {"ward": ["w"]}})
    assert answer.status_code == 422
    assert "number" in answer.json()["message"]
