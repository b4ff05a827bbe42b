"""Sends files and their parts: several at once, each verified by what the platform received."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from ._errors import ThermoclineError
from ._exchange import Request, decoded
from ._progress import Meter
from ._sources import Source
from ._transport import Transport

_TIMEOUT = 600.0


class Sent:
    """A stretch of a source as the body of a request, its digest taken on the way."""

    def __init__(self, source: Source, start: int, length: int, meter: Meter) -> None:
        self._source = source
        self._start = start
        self._length = length
        self._meter = meter
        self._counted = 0
        self.digest = ""

    def __call__(self) -> Iterator[bytes]:
        # Another attempt sends all of it again.
        self._meter.add(-self._counted)
        self._counted = 0
        sha = hashlib.sha256()
        for chunk in self._source.chunks(self._start, self._length):
            sha.update(chunk)
            yield chunk
            self._counted += len(chunk)
            self._meter.add(len(chunk))
        self.digest = sha.hexdigest()

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(self._length),
        }


def put(http: Transport, to: str, sent: Sent, name: str, /, **params: Any) -> str:
    """Sends and gives the digest, which is the one that the platform computed, too."""
    request = Request(
        "PUT", to, content=sent, headers=sent.headers, params=params, timeout=_TIMEOUT
    )
    theirs = str(decoded(http.send(request))["sha256"])
    if theirs != sent.digest:
        raise ThermoclineError(
            f"{name} arrived with another digest than it has here: it was changed while it was "
            "sent, or damaged on the way. Nothing was registered; it is safe to repeat.",
            code="data-damaged",
            safe_to_repeat=True,
        )
    return theirs
