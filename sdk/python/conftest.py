"""What tests and the examples of doc strings share: a platform in memory, a cache of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow
import pytest

import thermocline as tc
from fakes import ADDRESS, Fake
from thermocline import _connect


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("THERMOCLINE_CACHE", str(folder))
    for name in ("HOME", "REGISTRY_URL", "FEATURES_URL", "GATEWAY_URL", "TOKEN", "PROJECT"):
        monkeypatch.delenv(f"THERMOCLINE_{name}", raising=False)
    return folder


@pytest.fixture
def fake() -> Fake:
    return Fake()


def connected(fake: Fake) -> tc.Platform:
    return tc.Platform(_connect.Address(**ADDRESS), fake.wire, sleep=lambda _: None)


@pytest.fixture
def p(fake: Fake) -> Iterator[tc.Platform]:
    with connected(fake) as platform:
        yield platform


@pytest.fixture(autouse=True)
def words_of_examples(
    request: pytest.FixtureRequest, doctest_namespace: dict[str, Any]
) -> Iterator[None]:
    """The examples of doc strings ask a platform that has one view and one dataset."""
    if "DoctestItem" not in type(request.node).__name__:
        yield
        return
    request.getfixturevalue("own_cache")
    fake = Fake()
    frame = pyarrow.table({"patient_id": [1, 2], "bp": [110.0, 130.0]})
    fake.versions.append({"a.csv": b"patient_id,bp\n1,110\n"})
    with connected(fake) as platform:
        words = {**vars(tc), "connect_async": lambda: tc.AsyncPlatform(platform.address, fake.wire)}
        doctest_namespace.update(
            p=platform, tc=SimpleNamespace(**words), frame=frame, asyncio=asyncio, UTC=UTC
        )
        yield
