"""A platform in memory behind the injected transport, which can be broken where a test says."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import httpx2

Break = Callable[[httpx2.Request], Exception | None]

ADDRESS = {"registry": "http://r", "features": "http://f", "gateway": "http://g", "token": "tc_t"}


class Wire(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Carries requests to the fake, counts them, and breaks where it is told to."""

    def __init__(self, answer: Callable[[httpx2.Request], httpx2.Response]) -> None:
        self._answer = answer
        self._lock = threading.Lock()
        self.seen: list[httpx2.Request] = []
        self.before: list[Break] = []
        self.after: list[Break] = []
        self.received = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._lock:
            self.seen.append(request)
            self._ask(self.before, request)
            request.read()
            answer = self._answer(request)
            self._ask(self.after, request)
            if not isinstance(answer.stream, _Cut):
                self.received += len(answer.content)
            return answer

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self.handle_request(request)

    @staticmethod
    def _ask(breaks: list[Break], request: httpx2.Request) -> None:
        for each in breaks:
            error = each(request)
            if error is not None:
                raise error

    def asked(self, method: str, path: str) -> list[httpx2.Request]:
        return [r for r in self.seen if r.method == method and re.fullmatch(path, r.url.path)]


def away(path: str, *, after: int = 0) -> Break:
    """Nobody answers requests to that path any more, once some of them were answered."""
    count = 0

    def decide(request: httpx2.Request) -> Exception | None:
        nonlocal count
        if not re.search(path, request.url.path):
            return None
        count += 1
        return httpx2.ConnectError("refused", request=request) if count > after else None

    return decide


def once(path: str, error: type[httpx2.TransportError], method: str = "") -> Break:
    """The first request to that path breaks."""
    done = False

    def decide(request: httpx2.Request) -> Exception | None:
        nonlocal done
        if done or not re.search(path, request.url.path) or method not in ("", request.method):
            return None
        done = True
        return error("broken", request=request)

    return decide


class Fake:
    """What the three services answer, as far as the tests ask."""

    def __init__(self) -> None:
        self.wire = Wire(self)
        self.routes = list(_ROUTES)
        self.uploads: dict[str, dict[str, bytes]] = {}
        self.versions: list[dict[str, bytes]] = []
        self.parts: dict[str, dict[int, bytes]] = {}
        self.rows = b""
        self.jobs: dict[str, list[dict[str, Any]]] = {}
        self.snapshots = 0
        self.cut = 0
        self.scored = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        for method, pattern, answer in self.routes:
            found = re.fullmatch(pattern, request.url.path)
            if method == request.method and found:
                return answer(self, request, *map(unquote, found.groups()))
        detail = f"No route {request.method} {request.url.path}."
        return httpx2.Response(404, json={"code": "no-such-route", "detail": detail})

    def instead(self, method: str, path: str, answer: Callable[..., httpx2.Response]) -> None:
        """Answers requests to that path in another way."""
        self.routes.insert(0, (method, path, answer))

    def job(self, name: str, *states: str, **result: Any) -> dict[str, Any]:
        """A job that gives these states one after another, and the last one for ever."""
        self.jobs[name] = [{"id": name, "state": each, "done": 1, "total": 2} for each in states]
        if result:
            self.jobs[name][-1]["result"] = result
        return self.jobs[name][0]

    # Datasets

    def begin(self, _: httpx2.Request, __: str) -> httpx2.Response:
        name = f"u{len(self.uploads) + 1}"
        self.uploads[name] = {}
        return httpx2.Response(201, json={"id": name, "files": []})

    def upload(self, _: httpx2.Request, __: str, upload: str) -> httpx2.Response:
        if upload not in self.uploads:
            return missing(f"There is no open upload {upload}.")
        files = [
            {"path": path, "size": len(body), "sha256": _sha(body)}
            for path, body in self.uploads[upload].items()
        ]
        return httpx2.Response(200, json={"id": upload, "files": files})

    def put_file(self, request: httpx2.Request, _: str, upload: str) -> httpx2.Response:
        body = request.content
        self.uploads[upload][request.url.params["path"]] = body
        return httpx2.Response(200, json={"size": len(body), "sha256": _sha(body)})

    def seal(self, request: httpx2.Request, dataset: str) -> httpx2.Response:
        upload = json.loads(request.content)["source"]["upload"]
        if upload not in self.uploads:
            return missing(f"There is no open upload {upload}.")
        files = self.uploads.pop(upload)
        if files in self.versions:
            number = self.versions.index(files) + 1
            return httpx2.Response(200, json=self._version(dataset, number))
        self.versions.append(files)
        return httpx2.Response(201, json=self._version(dataset, len(self.versions)))

    def version(self, _: httpx2.Request, dataset: str, version: str) -> httpx2.Response:
        number = len(self.versions) if version == "latest" else int(version)
        return httpx2.Response(200, json=self._version(dataset, number))

    def files(self, _: httpx2.Request, __: str, version: str) -> httpx2.Response:
        files = [
            {"path": path, "size": len(body), "sha256": _sha(body)}
            for path, body in self.versions[int(version) - 1].items()
        ]
        return httpx2.Response(200, json={"files": files})

    def content(self, request: httpx2.Request, _: str, version: str) -> httpx2.Response:
        body = self.versions[int(version) - 1][request.url.params["path"]]
        return self._bytes(request, body)

    def _bytes(self, request: httpx2.Request, body: bytes) -> httpx2.Response:
        """The body or its rest; broken off after some bytes where a test says so."""
        start = int(request.headers.get("range", "bytes=0-")[6:-1])
        rest = body[start:]
        if self.cut:
            cut, self.cut = self.cut, 0
            return httpx2.Response(206 if start else 200, stream=_Cut(rest[:cut], request))
        return httpx2.Response(206 if start else 200, content=rest)

    def _version(self, dataset: str, number: int) -> dict[str, Any]:
        files = self.versions[number - 1]
        digest = _sha(b"".join(path.encode() + body for path, body in sorted(files.items())))
        return {
            "dataset": dataset,
            "version": str(number),
            "digest": digest,
            "mlflowDigest": digest[:32],
            "location": f"s3://training-data/raw/{dataset}/",
            "files": len(files),
            "bytes": sum(map(len, files.values())),
        }

    # Features

    def plan(self, request: httpx2.Request) -> httpx2.Response:
        names = [each["name"] for each in json.loads(request.content)["views"]]
        changes = [{"action": "add", "sort": "view", "name": name} for name in names]
        return httpx2.Response(200, json={"changes": changes, "refusals": [], "revision": 1})

    def ingest(self, _: httpx2.Request, view: str) -> httpx2.Response:
        self.snapshots += 1
        return httpx2.Response(201, json={"view": view, "number": self.snapshots, "rows": 2})

    def begin_parts(self, _: httpx2.Request, __: str) -> httpx2.Response:
        name = f"p{len(self.parts) + 1}"
        self.parts[name] = {}
        return httpx2.Response(201, json={"upload": name, "partSize": 64, "mostParts": 10_000})

    def put_part(self, request: httpx2.Request, _: str, up: str, number: str) -> httpx2.Response:
        self.parts[up][int(number)] = request.content
        return httpx2.Response(200, json={"part": int(number), "sha256": _sha(request.content)})

    def take_in(self, _: httpx2.Request, __: str) -> httpx2.Response:
        return httpx2.Response(202, json=self.job("i1", "queued", "succeeded", snapshot=7))

    def snapshot(self, _: httpx2.Request, view: str, number: str) -> httpx2.Response:
        return httpx2.Response(200, json={"view": view, "number": int(number), "rows": 2})

    def history(self, _: httpx2.Request, view: str) -> httpx2.Response:
        entry = {"view": view, "number": 1, "rows": 2, "retracted": False}
        return httpx2.Response(200, json={"items": [entry]})

    def statistics(self, _: httpx2.Request, __: str, ___: str) -> httpx2.Response:
        return httpx2.Response(200, json={"items": [BP, NOTE]})

    def since(self, *_: Any) -> httpx2.Response:
        earlier = {**BP, "mean": 110.0}
        shift = {"nullShare": 0.0, "meanShift": 2.0, "spread": 1.0, "quantileShift": 2.0}
        compared = {"field": "bp", "before": earlier, "after": BP, **shift}
        return httpx2.Response(200, json={"items": [compared]})

    def entity_rows(self, _: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(201, json={"path": "s3://training-data/processed/x.parquet"})

    def join(self, _: httpx2.Request) -> httpx2.Response:
        report = {"rows": 2, "size": len(self.rows), "sha256": _sha(self.rows), "path": "s3://x"}
        return httpx2.Response(202, json=self.job("j1", "queued", "running", "succeeded", **report))

    def joined(self, request: httpx2.Request, _: str) -> httpx2.Response:
        return self._bytes(request, self.rows)

    def state(self, _: httpx2.Request, job: str) -> httpx2.Response:
        states = self.jobs[job]
        return httpx2.Response(200, json=states.pop(0) if len(states) > 1 else states[0])

    def state_below(self, request: httpx2.Request, _: str, job: str) -> httpx2.Response:
        return self.state(request, job)

    def materialize(self, _: httpx2.Request) -> httpx2.Response:
        run = self.job("m1", "running", "running", "succeeded")
        for each in self.jobs["m1"]:
            each.update(view="vitals", rows=2, changed=1)
        return httpx2.Response(202, json={"items": [run]})

    def online(self, request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        count = len(next(iter(asked["entities"].values())))
        column = {"values": [120.0] * count, "states": ["PRESENT"] * count}
        return httpx2.Response(
            200,
            json={
                "features": [{"feature": "vitals:bp", "type": "float64", **column}],
                "views": {"vitals": {"eventTimes": ["2026-01-01T00:00:00Z"] * count}},
            },
        )

    def push(self, _: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"online": "written"})

    # Gateway

    def predict(self, request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        rows = asked.get("inputs") or next(iter(asked["entities"].values()))
        self.scored += len(rows)
        body = {
            "id": f"p{self.scored}",
            "deployment": asked.get("deployment", "readmission"),
            "model": "readmission",
            "version": "1",
            "predictions": [0.25] * len(rows),
        }
        return httpx2.Response(200, json=body, headers={"X-Cache": "miss"})


class _Cut(httpx2.SyncByteStream):
    def __init__(self, content: bytes, request: httpx2.Request) -> None:
        self._content = content
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        raise httpx2.ReadError("broken", request=self._request)


def _sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def missing(detail: str) -> httpx2.Response:
    return httpx2.Response(404, json={"code": "not-found", "detail": detail})


BP: dict[str, Any] = {
    "field": "bp",
    "count": 2,
    "nulls": 0,
    "distinct": 2,
    "least": "110.0",
    "greatest": "130.0",
    "notFinite": 0,
    "mean": 120.0,
    "deviation": 5.0,
    "quantiles": [110.0, 115.0, 120.0, 125.0, 130.0],
    "histogram": [1, 0, 1],
}
NOTE = {**BP, "field": "note", "mean": None, "deviation": None, "quantiles": [], "histogram": []}

_DATASET = "/api/v1/datasets/([^/]+)"
_VIEW = "/api/v1/views/([^/]+)"
_ROUTES: list[tuple[str, str, Callable[..., httpx2.Response]]] = [
    ("POST", f"{_DATASET}/uploads", Fake.begin),
    ("GET", f"{_DATASET}/uploads/([^/]+)", Fake.upload),
    ("PUT", f"{_DATASET}/uploads/([^/]+)/content", Fake.put_file),
    ("POST", f"{_DATASET}/versions", Fake.seal),
    ("GET", f"{_DATASET}/versions/([^/]+)", Fake.version),
    ("GET", f"{_DATASET}/versions/([^/]+)/files", Fake.files),
    ("GET", f"{_DATASET}/versions/([^/]+)/content", Fake.content),
    ("POST", "/api/v1/views/plan", Fake.plan),
    ("POST", f"{_VIEW}/snapshots", Fake.ingest),
    ("GET", f"{_VIEW}/snapshots", Fake.history),
    ("GET", rf"{_VIEW}/snapshots/(\d+)", Fake.snapshot),
    ("GET", rf"{_VIEW}/snapshots/(\d+)/statistics", Fake.statistics),
    ("GET", rf"{_VIEW}/snapshots/(\d+)/statistics/since/(\d+)", Fake.since),
    ("POST", f"{_VIEW}/uploads", Fake.begin_parts),
    ("PUT", rf"{_VIEW}/uploads/([^/]+)/parts/(\d+)", Fake.put_part),
    ("POST", f"{_VIEW}/ingestions", Fake.take_in),
    ("GET", f"{_VIEW}/ingestions/([^/]+)", Fake.state_below),
    ("POST", "/api/v1/joins/entity-rows", Fake.entity_rows),
    ("POST", "/api/v1/joins", Fake.join),
    ("GET", "/api/v1/joins/([^/]+)", Fake.state),
    ("GET", "/api/v1/joins/([^/]+)/rows", Fake.joined),
    ("POST", "/api/v1/materializations", Fake.materialize),
    ("GET", "/api/v1/materializations/([^/]+)", Fake.state),
    ("POST", "/api/v1/online/read", Fake.online),
    ("POST", "/api/v1/push", Fake.push),
    ("POST", "/predict", Fake.predict),
]
