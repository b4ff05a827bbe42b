"""Datasets and lineage through the SDK, with runs logged by the unmodified client of MLflow."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow  # noqa: E402
import pytest  # noqa: E402
import thermocline as tc  # noqa: E402


@pytest.fixture(scope="session")
def platform() -> Iterator[tc.Platform]:
    with tc.connect() as connected:
        yield connected


@pytest.fixture
def name() -> str:
    return f"data-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def run(platform: tc.Platform) -> Iterator[mlflow.ActiveRun]:
    mlflow.set_experiment(f"acceptance-{uuid.uuid4().hex}")
    with mlflow.start_run() as active:
        yield active
