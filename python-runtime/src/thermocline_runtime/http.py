"""As much of HTTP/1.1 as a gateway next door needs: one thread for each of few connections."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from .errors import RequestError, bad_request

_LONGEST_LINE = 16 << 10
_MOST_HEADERS = 100


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: socket.socket


@dataclass(frozen=True)
class Response:
    """An answer; with ``hold`` the connection stays until that returns, and is closed then."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    hold: Callable[[], None] | None = None


Handler = Callable[[Request], Response]


class Server:
    """Answers until it is stopped; then what was begun is finished."""

    def __init__(
        self, listener: socket.socket, handler: Handler, most_connections: int, largest_body: int
    ) -> None:
        self._listener = listener
        self._handler = handler
        self._largest_body = largest_body
        self._room = threading.BoundedSemaphore(most_connections)
        self._stopping = threading.Event()
        self._busy = 0
        self._idle = threading.Condition()

    def serve(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._room.acquire()
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def stop(self, patience: float) -> bool:
        """Whether all that was begun came to its end in time."""
        self._stopping.set()
        self._listener.close()
        with self._idle:
            return self._idle.wait_for(lambda: self._busy == 0, patience)

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as reader:
                while not self._stopping.is_set() and self._answer_one(connection, reader):
                    pass
        except OSError:
            pass  # the other side is gone, and with it whoever wanted the answer
        finally:
            self._room.release()

    def _answer_one(self, connection: socket.socket, reader: io.BufferedReader) -> bool:
        try:
            request = self._read(connection, reader)
        except RequestError as e:
            _send(connection, failure(e), keep=False)
            return False
        if request is None:
            return False
        with self._idle:
            self._busy += 1
        hold = None
        try:
            response = self._handler(request)
            hold = response.hold
            _send(connection, response, keep=True)
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()
            if hold is not None:
                hold()
        if hold is not None:
            return False
        return request.headers.get("connection", "").lower() != "close"

    def _read(self, connection: socket.socket, reader: io.BufferedReader) -> Request | None:
        line = reader.readline(_LONGEST_LINE)
        if not line:
            return None
        parts = line.decode("latin-1").rstrip("\r\n").split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise RequestError(400, "This is not a request of HTTP/1.1.")
        headers: dict[str, str] = {}
        while True:
            line = reader.readline(_LONGEST_LINE)
            if line in (b"\r\n", b"\n"):
                break
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon or len(headers) >= _MOST_HEADERS:
                raise RequestError(431, "The headers cannot be read or are too many.")
            headers[name.strip().lower()] = value.strip()
        if "transfer-encoding" in headers:
            raise RequestError(411, "Send a Content-Length.")
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            raise RequestError(400, "Content-Length is not a number.")
        if int(length) > self._largest_body:
            raise RequestError(413, f"A body has at most {self._largest_body} bytes.")
        body = reader.read(int(length))
        if len(body) < int(length):
            return None
        return Request(parts[0], parts[1], headers, body, connection)


def document(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as e:
        raise bad_request(f"The body is not JSON: {e}") from e
    if not isinstance(read, dict):
        raise bad_request("The body is a JSON object.")
    return read


def failure(error: RequestError) -> Response:
    return Response(error.status, json.dumps({"error": error.message}).encode())


def _send(connection: socket.socket, response: Response, keep: bool) -> None:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = "Status"
    lines = [
        f"HTTP/1.1 {response.status} {phrase}",
        f"Content-Type: {response.content_type}",
        f"Content-Length: {len(response.body)}",
    ]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if not keep:
        lines.append("Connection: close")
    connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + response.body)
