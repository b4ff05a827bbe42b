"""Artifacts in and out over HTTP, a piece at a time, with a digest of what went by."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import urllib.parse
from collections.abc import Callable, Iterator

REGISTRY = urllib.parse.urlsplit(os.environ["THERMOCLINE_REGISTRY_URL"]).netloc
TOKEN = {"Authorization": f"Bearer {os.environ['THERMOCLINE_TOKEN']}"}
ROOT = "/api/2.0/mlflow-artifacts/"
PIECE = 1 << 20


def pieces(seed: int, size: int) -> Iterator[bytes]:
    """The same bytes for the same seed, no two pieces alike, without holding them all."""
    block = random.Random(seed).randbytes(PIECE)
    for number in range(0, size, PIECE):
        yield (number.to_bytes(8, "big") + block[8:])[: min(PIECE, size - number)]


def digest(seed: int, size: int) -> str:
    found = hashlib.sha256()
    for piece in pieces(seed, size):
        found.update(piece)
    return found.hexdigest()


def ask(method: str, path: str, body: object = None) -> tuple[int, dict]:
    connection = http.client.HTTPConnection(REGISTRY, timeout=120)
    try:
        connection.request(method, ROOT + path, json.dumps(body) if body is not None else None, {**TOKEN, "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else {}
    finally:
        connection.close()


def put(path: str, seed: int, size: int, sent: Callable[[int], None] = lambda _: None) -> int:
    def counted() -> Iterator[bytes]:
        for piece in pieces(seed, size):
            yield piece
            sent(len(piece))

    connection = http.client.HTTPConnection(REGISTRY, timeout=900)
    try:
        connection.request("PUT", f"{ROOT}artifacts/{path}", counted(), {**TOKEN, "Content-Length": str(size)})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def put_in_parts(path: str, seed: int, size: int, parts: int, sent: Callable[[int], None] = lambda _: None) -> int:
    """MLflow's way of sending parts to object storage itself."""
    folder, name = path.rsplit("/", 1)
    status, begun = ask("POST", f"mpu/create/{folder}", {"path": f"/tmp/{name}", "num_parts": parts})
    if status != 200:
        return status
    whole = b"".join(pieces(seed, size))
    step = -(-size // parts)
    done = []
    for number, credential in enumerate(begun["credentials"], 1):
        url = urllib.parse.urlsplit(credential["url"])
        connection = http.client.HTTPConnection(url.netloc, timeout=120)
        part = whole[(number - 1) * step : number * step]
        connection.request("PUT", f"{url.path}?{url.query}", part, credential["headers"])
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            return answer.status
        done.append({"part_number": number, "etag": answer.headers["ETag"], "url": credential["url"]})
        sent(len(part))
    status, _ = ask("POST", f"mpu/complete/{folder}", {"path": f"/tmp/{name}", "upload_id": begun["upload_id"], "parts": done})
    return status


def get(path: str) -> tuple[int, str, int]:
    """Status, digest and size of what came."""
    connection = http.client.HTTPConnection(REGISTRY, timeout=900)
    try:
        connection.request("GET", f"{ROOT}artifacts/{path}", headers=TOKEN)
        answer = connection.getresponse()
        found, size = hashlib.sha256(), 0
        while piece := answer.read(PIECE):
            found.update(piece)
            size += len(piece)
        return answer.status, found.hexdigest(), size
    finally:
        connection.close()


def listed(folder: str) -> dict[str, int]:
    status, found = ask("GET", f"artifacts?path={folder}")
    assert status == 200, (status, found)
    return {each["path"]: each.get("file_size", 0) for each in found.get("files", [])}
