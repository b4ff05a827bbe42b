"""The door of all three services, asked as rough callers ask: spelled request by request on a socket."""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ADMIN = os.environ["THERMOCLINE_TOKEN"]
URLS = {
    "registry-service": os.environ["THERMOCLINE_REGISTRY_URL"],
    "feature-service": os.environ["THERMOCLINE_FEATURES_URL"],
    "serving-gateway": os.environ["THERMOCLINE_GATEWAY_URL"],
}
# A route of each that every reader may ask.
READ = {"registry-service": "/api/v1/projects", "feature-service": "/api/v1/views", "serving-gateway": "/v2"}
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str
    begun: float
    took: float

    def json(self):
        return json.loads(self.body)


def ask(service: str, method: str, target: str, token: str | None = None, body: str = "", **headers: str) -> Answer:
    """One request whose target is sent exactly as given."""
    at = urlsplit(URLS[service])
    lines = [f"{method} {target} HTTP/1.1", f"Host: {at.netloc}", "Connection: close", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    begun = time.monotonic()
    with socket.create_connection((at.hostname, at.port), timeout=30) as wire:
        wire.sendall("\r\n".join([*lines, "", body]).encode("latin-1"))
        received = b""
        while chunk := wire.recv(65536):
            received += chunk
    took = time.monotonic() - begun
    head, _, rest = received.partition(b"\r\n\r\n")
    first, *others = head.decode("latin-1").split("\r\n")
    found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in others)}
    if found.get("transfer-encoding") == "chunked":
        rest = unchunked(rest)
    return Answer(int(first.split()[1]), found, rest.decode(errors="replace"), begun, took)


def unchunked(rest: bytes) -> bytes:
    whole = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size or b"0", 16)
        whole, rest = whole + rest[:length], rest[length + 2 :]
        if length == 0:
            break
    return whole


def rules(service: str) -> list[tuple[str, str, str]]:
    """Method, pattern and role of each line of the service's table, as the generated page has them."""
    page = (ROOT / "docs" / "access.md").read_text()
    table = page.split(f"<!-- made from the code: {service} -->")[1].split(f"<!-- end of {service} -->")[0]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    assert len(rows) > 10
    return [(method, pattern, role) for method, pattern, role in rows]


def example(pattern: str) -> str:
    return pattern.replace("**", "some/where").replace("*", "some")


@pytest.fixture(scope="session")
def make_token():
    """Makes tokens and revokes them in the end; the run looks for each of them in all it wrote."""
    made = []

    def make(role: str, **more: str) -> tuple[str, str]:
        name = f"door-{secrets.token_hex(6)}"
        answer = ask("registry-service", "POST", "/api/v1/tokens", ADMIN, json.dumps({"name": name, "role": role, **more}))
        assert answer.status == 201, answer.body
        made.append(name)
        token = answer.json()["token"]
        if os.environ.get("THERMOCLINE_TOKENS_MADE"):
            with open(os.environ["THERMOCLINE_TOKENS_MADE"], "a") as file:
                file.write(token + "\n")
        return name, token

    yield make
    for name in made:
        ask("registry-service", "DELETE", f"/api/v1/tokens/{name}", ADMIN)


def await_status(service: str, token: str, status: int, seconds: float = 10) -> Answer:
    """Asks until the answer has the status; the answer tells when its question was asked."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask(service, "GET", READ[service], token)
        if answer.status == status or time.monotonic() > deadline:
            return answer
        time.sleep(0.02)


@pytest.fixture(scope="session")
def reader(make_token):
    _, token = make_token("reader")
    for service in URLS:
        assert await_status(service, token, 200).status == 200
    return token
