"""The unmodified client of MLflow against the registry, for each suite that has it."""

from __future__ import annotations

import os
import uuid

os.environ["MLFLOW_TRACKING_URI"] = os.environ["THERMOCLINE_REGISTRY_URL"]
if os.environ.get("THERMOCLINE_TOKEN"):
    os.environ["MLFLOW_TRACKING_TOKEN"] = os.environ["THERMOCLINE_TOKEN"]
# One try: a request that has to be repeated is a failure here.
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow  # noqa: E402
import pytest  # noqa: E402
from mlflow import MlflowClient  # noqa: E402


@pytest.fixture
def client() -> MlflowClient:
    return MlflowClient()


@pytest.fixture
def experiment() -> str:
    """The id of a new experiment, which is also the active one."""
    return mlflow.set_experiment(f"acceptance-{uuid.uuid4().hex}").experiment_id


@pytest.fixture(autouse=True)
def no_run_stays_open():
    yield
    while mlflow.active_run():
        mlflow.end_run()
