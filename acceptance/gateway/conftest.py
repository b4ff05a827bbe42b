"""Unmodified inference clients against the gateway: what they get is what the model says."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass

os.environ["MLFLOW_TRACKING_URI"] = os.environ["THERMOCLINE_REGISTRY_URL"]
if os.environ.get("THERMOCLINE_TOKEN"):
    os.environ["MLFLOW_TRACKING_TOKEN"] = os.environ["THERMOCLINE_TOKEN"]
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow  # noqa: E402
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import pytest  # noqa: E402
import requests  # noqa: E402
from mlflow.models import infer_signature  # noqa: E402

REGISTRY = os.environ["THERMOCLINE_REGISTRY_URL"]
GATEWAY = os.environ["THERMOCLINE_GATEWAY_URL"]


@dataclass(frozen=True)
class Platform:
    """Where it is, and what a client has to show."""

    gateway: str
    grpc: str
    token: str | None

    @property
    def headers(self) -> dict[str, str]:
        """Anew each time: tritonclient writes into what it is given."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def request(self, method: str, path: str, **more: object) -> requests.Response:
        return requests.request(method, self.gateway + path, headers=self.headers, timeout=60, **more)


@pytest.fixture(scope="session")
def platform() -> Platform:
    host = GATEWAY.removeprefix("http://").rsplit(":", 1)[0]
    return Platform(
        GATEWAY,
        os.environ.get("THERMOCLINE_GATEWAY_GRPC", f"{host}:8001"),
        os.environ.get("THERMOCLINE_TOKEN"),
    )


@pytest.fixture(scope="session")
def deploy(platform: Platform) -> Callable[..., str]:
    """Logs an ONNX model, registers it, deploys it, and waits until the gateway serves it."""
    mlflow.set_experiment(f"gateway-{uuid.uuid4().hex}")

    def deployed(model: onnx.ModelProto, sample: dict[str, np.ndarray] | None, **spec: object) -> str:
        signature = None if sample is None else infer_signature(sample)
        name = f"model-{uuid.uuid4().hex[:10]}"
        with mlflow.start_run():
            mlflow.onnx.log_model(
                model, name="model", registered_model_name=name, signature=signature, save_as_external_data=False
            )
        body = {"name": name, "arms": [{"weight": 100, "version": {"model": name, "version": "1"}}], **spec}
        answer = requests.post(
            f"{REGISTRY}/api/v1/deployments?wait=served&waitSeconds=30", json=body, headers=platform.headers, timeout=60
        )
        assert answer.status_code < 300, answer.text
        return name

    return deployed
