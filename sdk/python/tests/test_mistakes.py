"""Typical mistakes: each message names the thing and the way out, before anything is sent.

What only the platform can know (types, names, tokens) is tried against a real one in acceptance/.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars
import pytest

import thermocline as tc
from fakes import Fake

TIMES = pd.to_datetime(["2026-01-01", "2026-01-02"], utc=True)
ROWS = pd.DataFrame({"patient_id": [1, 2], "event_time": TIMES, "bp": [1.0, 2.0]})
TWINS = pd.DataFrame([[1, 2]], columns=["bp", "bp"])
NAIVE = ROWS.assign(event_time=ROWS.event_time.dt.tz_localize(None))
MIXED = ROWS.assign(bp=pd.Series([1.0, "high"], dtype=object))
HUGE = {"patient_id": range(200_000)}

Asking = Callable[[tc.Platform], Any]

MISTAKES: dict[str, tuple[Asking, str, str]] = {
    "a column of mixed types": (
        lambda p: p.features.ingest("vitals", MIXED),
        r"'?bp'?.*astype",
        "mixed-types",
    ),
    "no such column as the moment": (
        lambda p: p.features.historical(ROWS, "triage", event_time="at"),
        r"no column 'at'.* patient_id, event_time, bp.*event_time=",
        "missing-column",
    ),
    "an empty frame": (
        lambda p: p.features.ingest("vitals", ROWS[:0]),
        "no rows.*filter",
        "empty-frame",
    ),
    "an empty frame of inputs": (
        lambda p: p.predict("m", inputs=ROWS[:0]),
        "no rows",
        "empty-frame",
    ),
    "no entity": (
        lambda p: p.features.online({"patient_id": []}, "triage"),
        r"\{'patient_id': 123\}",
        "empty-frame",
    ),
    "an empty file": (
        lambda p: p.features.ingest("vitals", Path(__file__).with_name("nothing.csv")),
        "There is no file .*nothing.csv",
        "no-files",
    ),
    "twice the same column": (
        lambda p: p.features.ingest("vitals", TWINS),
        "column bp more than once. Rename or drop",
        "duplicate-columns",
    ),
    "times without a zone in pandas": (
        lambda p: p.features.ingest("vitals", NAIVE),
        r"'event_time'.*dt\.tz_localize\('UTC'\)",
        "time-without-zone",
    ),
    "times without a zone in polars": (
        lambda p: p.features.ingest("vitals", polars.from_pandas(NAIVE)),
        r"'event_time'.*replace_time_zone\('UTC'\)",
        "time-without-zone",
    ),
    "a time without a zone in a push": (
        lambda p: p.features.push("bedside", {"at": datetime(2026, 1, 1)}),
        "'at'.*tzinfo=UTC",
        "time-without-zone",
    ),
    "a huge request": (
        lambda p: p.predict("m", HUGE),
        r"200,000 rows.*p\.predict\.batch\(",
        "huge-frame",
    ),
    "a huge push": (
        lambda p: p.features.push("bedside", HUGE),
        r"200,000 rows.*p\.features\.ingest\(\)",
        "huge-frame",
    ),
    "a missing value as NaN": (
        lambda p: p.predict("m", inputs=[{"bp": float("nan")}]),
        "NaN.*None says that a value is missing",
        "not-json",
    ),
    "a feature that was not asked for": (
        lambda p: p.features.online({"patient_id": 1}, "triage")["vitals:pb"],
        "'vitals:pb'.*vitals:bp",
        "unknown-feature",
    ),
    "a version that is none": (
        lambda p: p.deployments.set("d", "readmission"),
        "'readmission' names no version.*model@champion",
        "no-version",
    ),
    "keys of different counts": (
        lambda p: p.features.online({"a": [1, 2], "b": [1]}, "triage"),
        "a 2, b 1",
        "uneven-keys",
    ),
    "what is no frame": (
        lambda p: p.features.ingest("vitals", 7),
        "int is no data frame. Pass a pandas or polars frame",
        "not-a-frame",
    ),
    "nothing asked": (lambda p: p.predict("m"), r"entities=\{'patient_id': 123\}", "nothing-asked"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_message_names_the_thing_and_the_way_out(
    p: tc.Platform, fake: Fake, mistake: str
) -> None:
    asking, message, code = MISTAKES[mistake]
    with pytest.raises(tc.InvalidArgument, match=f"(?s){message}") as caught:
        asking(p)
    assert caught.value.code == code
    changes = [r for r in fake.wire.seen if r.url.path != "/api/v1/online/read"]
    assert changes == []


def test_no_server_is_said_with_its_address(p: tc.Platform) -> None:
    with (
        tc.Platform(p.address, sleep=lambda _: None) as nobody,
        pytest.raises(tc.NotConnected, match=r"http://r.*\./thermocline status"),
    ):
        nobody.models.list()


def test_a_closed_connection_is_said_to_be_closed(p: tc.Platform) -> None:
    p.close()
    with pytest.raises(tc.NotConnected, match=r"was closed.*connect\(\)"):
        p.models.list()
