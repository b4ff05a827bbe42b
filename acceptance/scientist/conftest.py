"""The SDK against a running platform, its requests counted at the injected transport."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pandas as pd
import pytest
import thermocline as tc


class Counting(httpx2.HTTPTransport):
    """The real way to the platform; counts requests and the bytes of answers."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        return super().handle_request(request)


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("THERMOCLINE_CACHE", str(folder))
    return folder


@pytest.fixture
def wire() -> Counting:
    return Counting()


@pytest.fixture
def p(wire: Counting) -> Iterator[tc.Platform]:
    with tc.Platform(tc.connect(mlflow=False).address, wire) as connected:
        yield connected


@pytest.fixture
def name() -> str:
    return f"s{uuid.uuid4().hex[:10]}"


@pytest.fixture
def view(p: tc.Platform, name: str) -> str:
    """A view of one person's blood pressure, pushed and ingested, with a service of its name."""
    entity = tc.Entity(f"e{name}", [tc.Field("patient_id", "int64")])
    source = tc.PushSource(f"p{name}")
    fields = [tc.Field("bp", "float64"), tc.Field("note", "string")]
    p.features.apply(
        tc.FeatureView(name, entity, fields, source=source), tc.FeatureService(f"f{name}", [f"{name}:bp"])
    )
    return name


def rows(count: int = 4) -> pd.DataFrame:
    at = pd.Timestamp("2026-01-01", tz="UTC")
    return pd.DataFrame(
        {
            "patient_id": range(count),
            "event_time": [at + pd.Timedelta(seconds=n) for n in range(count)],
            "bp": [100.0 + n for n in range(count)],
            "note": ["calm"] * count,
        }
    )
