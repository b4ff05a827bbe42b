"""One object for one platform."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx2

from . import _connect
from ._datasets import Datasets
from ._disk import Disk
from ._features import Features
from ._lineage import Lineage
from ._models import Deployments, Models
from ._predict import Predictor
from ._tokens import Tokens
from ._transport import Transport


class Platform:
    """A connection to the three services. Close it, or use it in a ``with`` block."""

    def __init__(
        self,
        address: _connect.Address,
        http: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address

        def service(name: str, url: str) -> Transport:
            return Transport(
                name, url, address.token, project=address.project, http=http, sleep=sleep
            )

        self._registry = service("registry-service", address.registry)
        self._features = service("feature-service", address.features)
        self._gateway = service("serving-gateway", address.gateway)
        disk = Disk.of(address)
        self.features = Features(self._features, disk)
        self.models = Models(self._registry)
        self.deployments = Deployments(self._registry, self.features)
        self.datasets = Datasets(self._registry, disk)
        self.lineage = Lineage(self._registry)
        self.tokens = Tokens(self._registry)
        self.predict = Predictor(self._gateway)

    def __repr__(self) -> str:
        return f"Platform({self.address!r})"

    def __enter__(self) -> Platform:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        for service in (self._registry, self._features, self._gateway):
            service.close()

    def use_mlflow(self) -> None:
        """Points mlflow at this platform's registry, for this process and those it starts."""
        os.environ["MLFLOW_TRACKING_URI"] = self.address.registry
        if self.address.token:
            os.environ["MLFLOW_TRACKING_TOKEN"] = self.address.token
        if "mlflow" in sys.modules:
            sys.modules["mlflow"].set_tracking_uri(self.address.registry)


def connect(
    registry: str | None = None,
    features: str | None = None,
    gateway: str | None = None,
    token: str | None = None,
    project: str | None = None,
    *,
    mlflow: bool = True,
) -> Platform:
    """Finds a platform and connects to it.

    Without arguments it is the one that the environment names (``THERMOCLINE_REGISTRY_URL``,
    ``THERMOCLINE_FEATURES_URL``, ``THERMOCLINE_GATEWAY_URL``, ``THERMOCLINE_TOKEN``), or the local
    stack of this folder, one above it, or the one at ``THERMOCLINE_HOME``. mlflow is pointed at
    the same registry unless told not to.
    """
    platform = Platform(_connect.find(registry, features, gateway, token, project))
    if mlflow:
        platform.use_mlflow()
    return platform
