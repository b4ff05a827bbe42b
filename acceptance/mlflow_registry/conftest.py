"""The unmodified client of MLflow against the registry: models, versions, aliases, stages."""

import uuid

import pytest
from mlflow_client import client, experiment, no_run_stays_open  # noqa: F401


@pytest.fixture
def name() -> str:
    return f"model-{uuid.uuid4().hex[:10]}"
