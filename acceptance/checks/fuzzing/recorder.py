"""A proxy between a client and a server that keeps every request it passes on."""

from __future__ import annotations

import http.client
import http.server
import threading
import urllib.parse
from dataclasses import dataclass

HOP = {"host", "connection", "content-length", "transfer-encoding", "keep-alive"}


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    type: str
    body: bytes


class Recorder:
    """Listens on this machine from the beginning of a ``with`` block to its end."""

    def __init__(self, target: str) -> None:
        self.sent: list[Sent] = []
        upstream = urllib.parse.urlsplit(target).netloc
        sent = self.sent

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                sent.append(Sent(self.command, self.path, self.headers.get("Content-Type", ""), body))
                headers = {key: value for key, value in self.headers.items() if key.lower() not in HOP}
                connection = http.client.HTTPConnection(upstream, timeout=60)
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                content = answer.read()
                self.send_response(answer.status)
                for key, value in answer.getheaders():
                    if key.lower() not in HOP:
                        self.send_header(key, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                connection.close()

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Recorder:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
