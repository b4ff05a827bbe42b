from __future__ import annotations

import json
from collections.abc import Mapping

import httpx2

from thermocline._training_sets import TrainingSet
from thermocline._transport import Transport

VERSION = {"name": "vitals", "version": "3", "mlflowDigest": "d" * 32}


def training_set(
    result: Mapping[str, object], answer: Mapping[str, object], seen: list[httpx2.Request]
) -> TrainingSet:
    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=answer)

    http = Transport(
        "features",
        "http://features",
        "secret",
        http=httpx2.MockTransport(handler),
    )
    return TrainingSet(http, {"id": "7", "result": result})


def test_knows_its_dataset_version_from_its_own_report() -> None:
    seen: list[httpx2.Request] = []
    assert training_set({"dataset": VERSION}, {}, seen).dataset == VERSION
    assert seen == []


def test_asks_again_for_its_dataset_version_while_the_registry_was_away() -> None:
    waiting = {"trainingSet": {"state": "waiting", "dataset": {"name": "vitals"}}}
    assert training_set({}, waiting, []).dataset is None
    registered = {"trainingSet": {"state": "registered", "dataset": VERSION}}
    assert training_set({}, registered, []).dataset == VERSION


def test_keeps_its_files_for_a_run_or_a_reason() -> None:
    seen: list[httpx2.Request] = []
    made = training_set({}, {}, seen)
    made.keep(run="abc")
    made.keep("the paper")
    assert [(r.method, r.url.path, json.loads(r.content)) for r in seen] == [
        ("PUT", "/api/v1/joins/7/kept", {"run": "abc"}),
        ("PUT", "/api/v1/joins/7/kept", {"reason": "the paper"}),
    ]
