"""The blocking way to one service: a connection pool, and retries that cannot do harm."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from ._exchange import Exchange, Request, closed, common_headers, decoded, get, with_json

CONNECT_TIMEOUT = 5.0


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
        self.sleep = sleep
        self._attempts = attempts
        self._client = httpx2.Client(
            base_url=self.url,
            headers=common_headers(token, project),
            timeout=httpx2.Timeout(timeout, connect=CONNECT_TIMEOUT),
            transport=http,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, /, **params: Any) -> Any:
        return decoded(self.send(get(path, **params)))

    def pages(self, path: str, key: str, /, **params: Any) -> Iterator[dict[str, Any]]:
        """Everything in a list that is answered page by page."""
        token: str | None = None
        while True:
            page = self.get(path, pageToken=token, **params)
            yield from (dict(each) for each in page[key])
            token = page.get("nextPageToken")
            if not token:
                return

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.json("POST", path, body=body, **more)

    def json(self, method: str, path: str, *, body: Any = None, **more: Any) -> Any:
        """The decoded answer, or None where it has no body."""
        return decoded(self.send(with_json(method, path, body, **more)))

    def request(self, method: str, path: str, **more: Any) -> httpx2.Response:
        return self.send(Request(method, path, **more))

    def send(self, request: Request) -> httpx2.Response:
        """Sends until an answer comes. Only what is safe to send twice is sent twice."""
        if self._client.is_closed:
            raise closed(self.name)
        exchange = Exchange(self.name, self.url, request, self._attempts)
        while True:
            try:
                answer = self._client.request(
                    request.method,
                    request.path,
                    content=request.sent(),
                    headers=exchange.headers(),
                    params=request.present(),
                    timeout=_timeout(request),
                )
            except httpx2.TransportError as error:
                self.sleep(exchange.pause_after_break(error))
                continue
            pause = exchange.pause_after(answer)
            if pause is None:
                return answer
            self.sleep(pause)

    @contextmanager
    def stream(self, request: Request) -> Iterator[httpx2.Response]:
        """A streamed answer of one attempt; refusals raise before the first byte."""
        if self._client.is_closed:
            raise closed(self.name)
        exchange = Exchange(self.name, self.url, request, attempts=1)
        try:
            with self._client.stream(
                request.method,
                request.path,
                headers=exchange.headers(),
                params=request.present(),
                timeout=_timeout(request),
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise exchange.refusal(answer)
                yield answer
        except httpx2.TransportError as error:
            raise exchange.broken(error) from error


def _timeout(request: Request) -> Any:
    if request.timeout is None:
        return httpx2.USE_CLIENT_DEFAULT
    return httpx2.Timeout(request.timeout, connect=CONNECT_TIMEOUT)
