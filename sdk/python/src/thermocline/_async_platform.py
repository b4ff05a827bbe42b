"""The questions of the hot path for programs that wait for many things at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

from . import _connect, _online, _predict, _pushes
from ._async_transport import AsyncTransport
from ._errors import TooLarge
from ._online import OnlineRows
from ._predict import Prediction


class AsyncPredictor:
    """Asks the gateway, as :class:`Predictor` does."""

    def __init__(self, http: AsyncTransport) -> None:
        self._http = http

    async def __call__(
        self,
        deployment: str | None = None,
        entities: Mapping[str, Any] | None = None,
        inputs: Any = None,
        *,
        version: str | int | None = None,
        explain: bool = False,
        fresh: bool = False,
    ) -> Prediction:
        """One request; the words of :meth:`Predictor.__call__`."""
        request = _predict.ask(deployment, entities, inputs, version, explain, fresh)
        try:
            return _predict.read(await self._http.send(request))
        except TooLarge as error:
            raise _predict.too_large(error) from error


class AsyncFeatures:
    """Reads and pushes online features, as :class:`Features` does."""

    def __init__(self, http: AsyncTransport) -> None:
        self._http = http

    async def online(
        self,
        entities: Mapping[str, Any],
        features: str | Sequence[str],
        *,
        version: int | None = None,
        binary: bool = False,
    ) -> OnlineRows:
        """What is served now; the words of :meth:`Features.online`."""
        request = _online.ask(entities, features, version, binary)
        return _online.read(await self._http.send(request), binary)

    async def push(
        self,
        source: str,
        rows: Any,
        *,
        to: str = "online_and_offline",
        idempotency_key: str | None = None,
    ) -> dict[str, Any]:
        """Rows that are online before this returns; the words of :meth:`Features.push`."""
        answer = await self._http.send(_pushes.ask(source, rows, to, idempotency_key))
        return dict(answer.json()) if answer.content else {}


class AsyncPlatform:
    """A connection to the hot path. Use it in an ``async with`` block, or close it.

    >>> async def risks(patients):
    ...     async with tc.connect_async() as p:
    ...         asked = [p.predict("readmission", {"patient_id": each}) for each in patients]
    ...         return [answer.value for answer in await asyncio.gather(*asked)]
    >>> asyncio.run(risks([1, 2]))
    [0.25, 0.25]
    """

    def __init__(
        self, address: _connect.Address, http: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self.address = address

        def service(name: str, url: str) -> AsyncTransport:
            return AsyncTransport(name, url, address.token, project=address.project, http=http)

        self._features = service("feature-service", address.features)
        self._gateway = service("serving-gateway", address.gateway)
        self.features = AsyncFeatures(self._features)
        self.predict = AsyncPredictor(self._gateway)

    def __repr__(self) -> str:
        return f"AsyncPlatform({self.address!r})"

    async def __aenter__(self) -> AsyncPlatform:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()

    async def close(self) -> None:
        await self._features.close()
        await self._gateway.close()


def connect_async(
    registry: str | None = None,
    features: str | None = None,
    gateway: str | None = None,
    token: str | None = None,
    project: str | None = None,
) -> AsyncPlatform:
    """Finds a platform as :func:`connect` does, for ``async`` programs."""
    return AsyncPlatform(_connect.find(registry, features, gateway, token, project))
