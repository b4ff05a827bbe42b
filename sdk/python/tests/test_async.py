"""The asynchronous client: the same names, the same errors, many questions at once."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine
from typing import Any

import httpx2
import pytest

import thermocline as tc
from fakes import ADDRESS, Fake, away, once
from thermocline import _connect


def run(fake: Fake, asking: Any) -> Any:
    async def whole() -> Any:
        platform = tc.AsyncPlatform(_connect.Address(**ADDRESS), fake.wire)
        async with platform as p:
            found: Coroutine[Any, Any, Any] = asking(p)
            return await found

    return asyncio.run(whole())


def test_asks_many_at_once(fake: Fake) -> None:
    async def asking(p: tc.AsyncPlatform) -> list[Any]:
        asked = [p.predict("readmission", {"patient_id": n}) for n in range(20)]
        return [each.value for each in await asyncio.gather(*asked)]

    assert run(fake, asking) == [0.25] * 20
    assert len(fake.wire.asked("POST", "/predict")) == 20


def test_reads_and_pushes_features(fake: Fake) -> None:
    async def asking(p: tc.AsyncPlatform) -> Any:
        await p.features.push("bedside", {"patient_id": 1, "bp": 120.0})
        return await p.features.online({"patient_id": [1, 2]}, "triage")

    rows = run(fake, asking)
    assert rows.values("vitals:bp") == [120.0, 120.0]
    push = fake.wire.asked("POST", "/api/v1/push")[0]
    assert (push.headers["authorization"], len(push.headers["idempotency-key"])) == (
        "Bearer tc_t",
        32,
    )


def test_repeats_what_is_safe_and_says_what_failed(fake: Fake) -> None:
    fake.wire.before.append(once("/predict", httpx2.ReadError))
    assert run(fake, lambda p: p.predict("readmission", {"patient_id": 1})).value == 0.25
    fake.wire.before.append(away("/predict"))
    with pytest.raises(tc.NotConnected, match="serving-gateway does not answer at http://g"):
        run(fake, lambda p: p.predict("readmission", {"patient_id": 1}))


@pytest.mark.parametrize(
    ("waiting", "blocking"),
    [
        (tc.AsyncPredictor.__call__, tc.Predictor.__call__),
        (tc.AsyncFeatures.online, tc.Features.online),
        (tc.AsyncFeatures.push, tc.Features.push),
        (tc.connect_async, None),
    ],
)
def test_has_the_words_of_the_blocking_one(waiting: Any, blocking: Any) -> None:
    if blocking is None:
        names = list(inspect.signature(tc.connect).parameters)
        assert list(inspect.signature(waiting).parameters) == [n for n in names if n != "mlflow"]
    else:
        given = inspect.signature(waiting).parameters
        assert list(given.values()) == list(inspect.signature(blocking).parameters.values())
