"""The same way to one service for programs that wait for many things at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx2

from ._exchange import Exchange, Request, closed, common_headers
from ._transport import CONNECT_TIMEOUT, _timeout


class AsyncTransport:
    """Sends requests to one service without blocking the event loop."""

    def __init__(
        self,
        name: str,
        url: str,
        token: str | None,
        *,
        project: str | None = None,
        http: httpx2.AsyncBaseTransport | None = None,
        timeout: float = 30.0,
        attempts: int = 4,
        sleep: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        self.name = name
        self.url = url.rstrip("/")
        self._attempts = attempts
        self._sleep = sleep or _sleep
        self._client = httpx2.AsyncClient(
            base_url=self.url,
            headers=common_headers(token, project),
            timeout=httpx2.Timeout(timeout, connect=CONNECT_TIMEOUT),
            transport=http,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, request: Request) -> httpx2.Response:
        """Sends until an answer comes. Only what is safe to send twice is sent twice."""
        if self._client.is_closed:
            raise closed(self.name)
        exchange = Exchange(self.name, self.url, request, self._attempts)
        while True:
            try:
                answer = await self._client.request(
                    request.method,
                    request.path,
                    content=request.content if isinstance(request.content, bytes) else None,
                    headers=exchange.headers(),
                    params=request.present(),
                    timeout=_timeout(request),
                )
            except httpx2.TransportError as error:
                await self._sleep(exchange.pause_after_break(error))
                continue
            pause = exchange.pause_after(answer)
            if pause is None:
                return answer
            await self._sleep(pause)


async def _sleep(seconds: float) -> None:
    # Imported late, because most programs that import the SDK never wait this way.
    import asyncio

    await asyncio.sleep(seconds)
