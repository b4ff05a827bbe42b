"""The platform fails half-way: what the SDK says, what is safe to repeat, and that it works."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx2
import pyarrow
import pytest

import thermocline as tc
from fakes import Fake, away, once

ASKED = {"patient_id": [1], "event_time": [datetime(2026, 1, 1, tzinfo=UTC)]}


def refusal(status: int, **headers: str) -> Any:
    detail = "Postgres does not answer."
    return httpx2.Response(status, json={"code": "unavailable", "detail": detail}, headers=headers)


def test_a_join_whose_service_goes_away_is_waited_for(p: tc.Platform, fake: Fake) -> None:
    fake.wire.before.append(once("/joins/j1", httpx2.ReadError))
    fake.wire.before.append(once("/joins/j1", httpx2.ConnectError))
    assert p.features.historical(ASKED, "triage", progress=False).id == "j1"


def test_a_join_whose_service_stays_away_can_be_waited_for_again(
    p: tc.Platform, fake: Fake
) -> None:
    fake.wire.before.append(away("/joins/j1"))
    with pytest.raises(tc.Interrupted, match="was begun") as caught:
        p.features.historical(ASKED, "triage", progress=False)
    assert "goes on by itself when the service is back" in str(caught.value)
    assert caught.value.safe_to_repeat
    fake.wire.before.clear()
    assert caught.value.partial.wait(progress=False)["state"] == "succeeded"
    assert p.features.training_set(caught.value.partial.id, progress=False).report["rows"] == 2
    assert len(fake.wire.asked("POST", "/api/v1/joins")) == 1


def test_a_join_whose_order_was_lost_may_be_ordered_again(p: tc.Platform, fake: Fake) -> None:
    fake.wire.after.append(once("/joins$", httpx2.ReadError))
    with pytest.raises(tc.UnknownOutcome, match="repeating it is safe") as caught:
        p.features.historical(ASKED, "triage", progress=False)
    assert caught.value.safe_to_repeat
    assert p.features.historical(ASKED, "triage", progress=False).report["rows"] == 2


def test_a_materialization_goes_on_by_itself_and_may_be_repeated(
    p: tc.Platform, fake: Fake
) -> None:
    runs = p.features.materialize("vitals")
    fake.wire.before.append(away("/materializations/m1"))
    with pytest.raises(tc.Interrupted, match="goes on by itself") as caught:
        runs.wait(progress=False)
    fake.wire.before.clear()
    assert caught.value.partial.wait(progress=False)["state"] == "succeeded"
    fake.wire.after.append(once("/materializations$", httpx2.ReadError))
    with pytest.raises(tc.UnknownOutcome, match="newer rows win whoever writes them"):
        p.features.materialize("vitals")
    assert p.features.materialize("vitals").wait(progress=False)[0]["state"] == "succeeded"


def test_an_ingestion_whose_answer_was_lost_may_be_repeated(p: tc.Platform, fake: Fake) -> None:
    frame = pyarrow.table(ASKED)
    fake.wire.after.append(once("/snapshots$", httpx2.ReadError))
    with pytest.raises(tc.UnknownOutcome, match=r"p\.features\.snapshots\('vitals'\)") as caught:
        p.features.ingest("vitals", frame, progress=False)
    assert caught.value.safe_to_repeat
    assert p.features.ingest("vitals", frame, progress=False)["rows"] == 2


def test_a_push_whose_answer_was_lost_is_sent_again_as_the_same_push(
    p: tc.Platform, fake: Fake
) -> None:
    fake.wire.after.append(once("/push", httpx2.ReadError))
    p.features.push("bedside", {"patient_id": 1, "bp": 120.0})
    keys = {r.headers["idempotency-key"] for r in fake.wire.asked("POST", "/api/v1/push")}
    assert (len(fake.wire.asked("POST", "/api/v1/push")), len(keys)) == (2, 1)


def test_a_change_that_may_do_harm_twice_is_never_repeated(p: tc.Platform, fake: Fake) -> None:
    fake.wire.before.append(once("/rotate", httpx2.ReadError))
    with pytest.raises(tc.UnknownOutcome, match="look before you ask again") as caught:
        p.tokens.rotate("ci")
    assert not caught.value.safe_to_repeat
    assert len(fake.wire.seen) == 1


def test_a_service_that_is_up_without_its_database_is_named(p: tc.Platform, fake: Fake) -> None:
    del fake
    with (
        tc.Platform(
            p.address, httpx2.MockTransport(lambda _: refusal(503)), lambda _: None
        ) as sick,
        pytest.raises(tc.Interrupted, match="Postgres does not answer") as caught,
    ):
        sick.datasets.upload("scans", {"a.csv": pyarrow.table({"x": [1]})}, progress=False)
    assert caught.value.safe_to_repeat
    assert isinstance(caught.value.__cause__, tc.Unavailable)
