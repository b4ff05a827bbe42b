"""Mistakes that only the platform can see: each message names the thing and the way out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import thermocline as tc

from conftest import rows

Asking = Callable[[], object]


def said(asking: Asking, kind: type[tc.ThermoclineError], *words: str) -> tc.ThermoclineError:
    with pytest.raises(kind) as caught:
        asking()
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    assert caught.value.request_id
    return caught.value


def test_a_wrong_type_names_the_column_and_the_type(p, view):
    wrong = rows().assign(bp=["high", "low", "high", "low"])
    said(lambda: p.features.ingest(view, wrong, progress=False), tc.InvalidArgument, "bp", "float64")
    assert p.features.snapshots(view) == []


def test_a_missing_key_is_named(p, view):
    said(
        lambda: p.features.ingest(view, rows().drop(columns="patient_id"), progress=False),
        tc.InvalidArgument,
        "patient_id",
    )
    said(lambda: p.features.online({"person": 1}, f"f{view}"), tc.InvalidArgument, "patient_id")


def test_an_unknown_feature_is_named_with_its_view(p, view):
    p.features.ingest(view, rows(), progress=False)
    said(lambda: p.features.online({"patient_id": 1}, f"{view}:pb"), tc.ThermoclineError, "pb", view)
    asked = rows()[["patient_id", "event_time"]]
    said(
        lambda: p.features.historical(asked, [f"{view}:pb"], progress=False), tc.ThermoclineError, "pb", view
    )
    said(lambda: p.features.online({"patient_id": 1}, "nosuch"), tc.NotFound, "nosuch")


def test_an_expired_token_says_when_and_who_renews_it(p, name):
    soon = datetime.now(UTC) + timedelta(seconds=2)
    made = p.tokens.create(name, "reader", expires_at=soon.isoformat().replace("+00:00", "Z"))
    address = replace(p.address, token=made["token"])
    with tc.Platform(address) as expired:
        deadline = time.monotonic() + 20
        while True:
            try:
                expired.models.list()
            except tc.Unauthenticated as error:
                if "expired" in error.message:
                    break
            assert time.monotonic() < deadline, "the token did not expire"
        for asking in (expired.models.list, expired.features.views, lambda: expired.predict("m", {"a": 1})):
            said(asking, tc.Unauthenticated, name, "expired at", "rotate")
    p.tokens.revoke(name)


def test_a_wrong_version_is_named(p, view):
    said(lambda: p.features.online({"patient_id": 1}, f"f{view}", version=7), tc.NotFound, f"f{view}", "7")
    said(lambda: p.models.version("nosuch", 3), tc.NotFound, "nosuch")
    said(lambda: p.datasets.version("nosuch", 3), tc.NotFound, "nosuch")
    said(lambda: p.predict("nosuch", {"patient_id": 1}), tc.NotFound, "nosuch")


def test_a_time_from_the_future_is_named(p, view):
    late = rows().assign(event_time=datetime(2099, 1, 1, tzinfo=UTC))
    said(lambda: p.features.ingest(view, late, progress=False), tc.InvalidArgument, "event_time", "2099", "future")
