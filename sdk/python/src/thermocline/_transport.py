"""One HTTP connection pool to one service: tokens, request ids, retries that cannot do harm."""

from __future__ import annotations

import json as jsonlib
import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2

from ._errors import NotConnected, ThermoclineError, UnknownOutcome, from_answer

_SAFE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_BUSY = frozenset({429, 503})


class Transport:
    """Sends requests to one service. Thread-safe."""

    def __init__(
        self,
        name: str,
        url: str,
        token: str | None,
        *,
        project: str | None = None,
        http: httpx2.BaseTransport | None = None,
        timeout: float = 30.0,
        attempts: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self.url = url.rstrip("/")
        self._attempts = attempts
        self._sleep = sleep
        headers = {"User-Agent": "thermocline-python/0.1.0"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if project:
            headers["X-Thermocline-Project"] = project
        self._client = httpx2.Client(
            base_url=self.url,
            headers=headers,
            timeout=httpx2.Timeout(timeout, connect=5.0),
            transport=http,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, **params: Any) -> Any:
        return self.json("GET", path, params=params)

    def post(self, path: str, body: Any = None, *, repeatable: bool = False, **params: Any) -> Any:
        return self.json("POST", path, body=body, params=params, repeatable=repeatable)

    def json(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        repeatable: bool = False,
    ) -> Any:
        """The decoded answer, or None where it has no body."""
        answer = self.request(
            method,
            path,
            content=None if body is None else jsonlib.dumps(body, allow_nan=False).encode(),
            headers={} if body is None else {"Content-Type": "application/json"},
            params=params,
            repeatable=repeatable,
        )
        return answer.json() if answer.content else None

    def request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        repeatable: bool = False,
        timeout: float | None = None,
    ) -> httpx2.Response:
        """Sends until an answer comes. Only what is safe to send twice is sent twice."""
        request_id = uuid.uuid4().hex
        safe = repeatable or method in _SAFE
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            try:
                answer = self._client.request(
                    method,
                    path,
                    content=content,
                    headers={"X-Request-Id": request_id, **(headers or {})},
                    params=_present(params),
                    timeout=httpx2.USE_CLIENT_DEFAULT if timeout is None else timeout,
                )
            except httpx2.ConnectError as error:
                if last:
                    raise NotConnected(
                        f"{self.name} does not answer at {self.url}. "
                        "Is the platform up? './thermocline status' tells.",
                        code="not-connected",
                        safe_to_repeat=True,
                    ) from error
                self._sleep(_pause(attempt, None))
                continue
            except httpx2.TransportError as error:
                if not safe:
                    raise UnknownOutcome(
                        f"{method} {path}: the connection to {self.name} broke before its answer "
                        "came. It may or may not have happened: look before you ask again.",
                        code="unknown-outcome",
                        request_id=request_id,
                    ) from error
                if last:
                    raise NotConnected(
                        f"{method} {path}: {self.name} at {self.url} gave no answer "
                        f"({type(error).__name__}). It is safe to ask again.",
                        code="not-connected",
                        request_id=request_id,
                        safe_to_repeat=True,
                    ) from error
                self._sleep(_pause(attempt, None))
                continue
            if answer.is_success:
                return answer
            refused = answer.status_code in _BUSY and (safe or "retry-after" in answer.headers)
            if refused and not last:
                self._sleep(_pause(attempt, answer.headers.get("retry-after")))
                continue
            raise self._failure(answer, request_id, safe)
        raise AssertionError("unreachable")

    @contextmanager
    def stream(self, method: str, path: str, **kwargs: Any) -> Iterator[httpx2.Response]:
        """A streamed answer; failures raise before the first byte."""
        request_id = uuid.uuid4().hex
        headers = {"X-Request-Id": request_id, **kwargs.pop("headers", {})}
        try:
            with self._client.stream(method, path, headers=headers, **kwargs) as answer:
                if not answer.is_success:
                    answer.read()
                    raise self._failure(answer, request_id, method in _SAFE)
                yield answer
        except httpx2.TransportError as error:
            raise NotConnected(
                f"{method} {path}: the connection to {self.name} at {self.url} broke "
                f"({type(error).__name__}). It is safe to ask again.",
                code="not-connected",
                request_id=request_id,
                safe_to_repeat=method in _SAFE,
            ) from error

    def _failure(self, answer: httpx2.Response, sent: str, safe: bool) -> ThermoclineError:
        body: Any
        try:
            body = answer.json()
        except ValueError:
            body = answer.text[:500]
        request_id = answer.headers.get("x-request-id", sent)
        repeat = safe or answer.status_code in _BUSY
        return from_answer(answer.status_code, body, request_id, safe_to_repeat=repeat)


def _present(params: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (params or {}).items() if value is not None}


def _pause(attempt: int, retry_after: str | None) -> float:
    """What the server asked for, within reason, else a growing pause with jitter."""
    if retry_after is not None and retry_after.isdigit():
        return min(float(retry_after), 30.0)
    return float(0.1 * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))
