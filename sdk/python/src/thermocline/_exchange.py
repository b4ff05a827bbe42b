"""What a request is and what its answers mean, whoever sends it: blocking or not."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import httpx2

from ._errors import InvalidArgument, NotConnected, ThermoclineError, UnknownOutcome, from_answer

_SAFE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_BUSY = frozenset({429, 503})
_JSON = {"Content-Type": "application/json"}

Chunks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Its content is bytes, or what makes them anew for each attempt.

    ``repeatable`` says that sending twice is the same as sending once; ``harmless`` tells people
    why repeating does no harm although it is not done by itself.
    """

    method: str
    path: str
    content: bytes | Chunks | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    repeatable: bool = False
    harmless: str = ""
    timeout: float | None = None

    @property
    def safe(self) -> bool:
        return self.repeatable or self.method in _SAFE

    def sent(self) -> bytes | Iterable[bytes] | None:
        return self.content() if callable(self.content) else self.content

    def present(self) -> dict[str, Any]:
        return {key: value for key, value in self.params.items() if value is not None}


def get(path: str, /, **params: Any) -> Request:
    return Request("GET", path, params=params)


def with_json(method: str, path: str, body: Any, **more: Any) -> Request:
    """A request whose body is JSON; refuses what JSON cannot carry before anything is sent."""
    if body is None:
        return Request(method, path, **more)
    headers = {**_JSON, **more.pop("headers", {})}
    return Request(method, path, content=encoded(body), headers=headers, **more)


def encoded(body: Any) -> bytes:
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise InvalidArgument(
            f"This cannot be sent as JSON: {error}. Use plain numbers, strings, booleans and None; "
            "NaN and infinity have no JSON form, None says that a value is missing.",
            code="not-json",
        ) from error


def decoded(answer: httpx2.Response) -> Any:
    """The decoded answer, or None where it has no body."""
    return answer.json() if answer.content else None


def common_headers(token: str | None, project: str | None) -> dict[str, str]:
    headers = {"User-Agent": f"thermocline-python/{_version()}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if project:
        headers["X-Thermocline-Project"] = project
    return headers


def _version() -> str:
    try:
        return version("thermocline")
    except PackageNotFoundError:
        return "unknown"


def closed(service: str) -> NotConnected:
    return NotConnected(
        f"This connection to {service} was closed, by close() or at the end of its 'with' block. "
        "Ask inside of the block, or connect() again.",
        code="closed",
    )


@dataclass(slots=True)
class Exchange:
    """One request until its end: counts attempts, says how long to pause, or raises."""

    service: str
    url: str
    request: Request
    attempts: int
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    attempt: int = 1

    def headers(self) -> dict[str, str]:
        return {"X-Request-Id": self.id, **self.request.headers}

    def pause_after(self, answer: httpx2.Response) -> float | None:
        """None when the answer is the end; else how long to wait before the next attempt."""
        if answer.is_success:
            return None
        asked = answer.headers.get("retry-after")
        busy = answer.status_code in _BUSY and (self.request.safe or asked is not None)
        if busy and self.attempt < self.attempts:
            return self._next(asked)
        raise self.refusal(answer)

    def pause_after_break(self, error: httpx2.TransportError) -> float:
        """How long to wait before the next attempt; raises when there is none."""
        never_sent = isinstance(error, httpx2.ConnectError)
        if (never_sent or self.request.safe) and self.attempt < self.attempts:
            return self._next(None)
        if never_sent:
            raise NotConnected(
                f"{self.service} does not answer at {self.url}. "
                "Is the platform up? './thermocline status' tells.",
                code="not-connected",
                safe_to_repeat=True,
            ) from error
        raise self.broken(error) from error

    def broken(self, error: httpx2.TransportError) -> ThermoclineError:
        what = f"{self.request.method} {self.request.path}"
        if self.request.safe:
            return NotConnected(
                f"{what}: {self.service} at {self.url} gave no answer to its end "
                f"({type(error).__name__}). It is safe to ask again.",
                code="not-connected",
                request_id=self.id,
                safe_to_repeat=True,
            )
        return UnknownOutcome(
            f"{what}: the connection to {self.service} broke before its answer came. It may or "
            f"may not have happened: {self.request.harmless or 'look before you ask again.'}",
            code="unknown-outcome",
            request_id=self.id,
            safe_to_repeat=bool(self.request.harmless),
        )

    def refusal(self, answer: httpx2.Response) -> ThermoclineError:
        body: Any
        try:
            body = answer.json()
        except ValueError:
            body = answer.text[:500]
        return from_answer(
            answer.status_code,
            body,
            answer.headers.get("x-request-id", self.id),
            safe_to_repeat=self.request.safe or answer.status_code in _BUSY,
        )

    def _next(self, asked: str | None) -> float:
        """What the server asked for, within reason, else a growing pause with jitter."""
        pause = 0.1 * 2 ** (self.attempt - 1) * random.uniform(0.5, 1.0)
        self.attempt += 1
        return min(float(asked), 30.0) if asked is not None and asked.isdigit() else pause
