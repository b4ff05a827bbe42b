from __future__ import annotations

import hashlib
import json
from pathlib import Path

import httpx2
import pytest

from thermocline import _errors as errors
from thermocline._datasets import Datasets, Lineage
from thermocline._transport import Transport

DIGEST = "ab" * 32
VERSION = {
    "dataset": "readmission",
    "version": "3",
    "digest": DIGEST,
    "mlflowDigest": DIGEST[:32],
    "location": "s3://training-data/raw/readmission/u/",
    "files": 2,
    "bytes": 3,
    "rows": 1,
    "splits": [],
}


class Registry:
    """Answers as the registry does, and remembers what it was asked."""

    def __init__(self, *answers: httpx2.Response) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[str, str, bytes]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append((request.method, str(request.url), request.read()))
        return self.answers.pop(0)

    def transport(self) -> Transport:
        return Transport("registry", "http://r", None, http=httpx2.MockTransport(self))


def test_uploads_a_folder_and_seals_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a b.csv").write_bytes(b"x\n1\n")
    (tmp_path / "readme").write_bytes(b"r")
    registry = Registry(
        httpx2.Response(201, json={"id": "u1"}),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={}),
        httpx2.Response(201, json=VERSION),
    )
    made = Datasets(registry.transport()).upload("readmission", tmp_path, preprocessing="none")
    assert (made.version, made.created, made.rows) == ("3", True, 1)
    methods = [(method, url) for method, url, _ in registry.seen]
    base = "http://r/api/v1/datasets/readmission"
    assert methods == [
        ("POST", f"{base}/uploads"),
        ("PUT", f"{base}/uploads/u1/content?path=deep%2Fa+b.csv"),
        ("PUT", f"{base}/uploads/u1/content?path=readme"),
        ("POST", f"{base}/versions"),
    ]
    assert registry.seen[1][2] == b"x\n1\n"
    assert json.loads(registry.seen[3][2]) == {
        "source": {"kind": "upload", "upload": "u1"},
        "splits": None,
        "preprocessing": "none",
    }


def test_the_same_content_is_no_new_version(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"x\n")
    registry = Registry(
        httpx2.Response(201, json={"id": "u1"}),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json=VERSION),
    )
    assert not Datasets(registry.transport()).upload("readmission", file).created


def test_waits_for_a_prefix_to_be_read() -> None:
    registry = Registry(
        httpx2.Response(202, json={"id": "j1", "state": "queued"}),
        httpx2.Response(
            200, json={"state": "succeeded", "result": {"version": "3", "created": True}}
        ),
        httpx2.Response(200, json=VERSION),
    )
    made = Datasets(registry.transport()).register("readmission", "raw/x/", progress=False)
    assert made.digest == DIGEST
    assert registry.seen[1][1].endswith("/datasets/readmission/registrations/j1")


def test_reads_every_page() -> None:
    registry = Registry(
        httpx2.Response(200, json={"datasets": [{"name": "a"}], "nextPageToken": "t"}),
        httpx2.Response(200, json={"datasets": [{"name": "b"}]}),
    )
    assert [each["name"] for each in Datasets(registry.transport()).list(zone="raw")] == ["a", "b"]
    assert "pageToken=t" in registry.seen[1][1]


def test_downloads_only_what_is_not_there_and_checks_it(tmp_path: Path) -> None:
    good, bad = b"good", b"bad"
    files = [
        {"path": "here", "size": 4, "sha256": hashlib.sha256(good).hexdigest()},
        {"path": "new", "size": 4, "sha256": hashlib.sha256(good).hexdigest()},
        {"path": "wrong", "size": 3, "sha256": hashlib.sha256(good).hexdigest()},
    ]
    (tmp_path / "here").write_bytes(good)
    registry = Registry(
        httpx2.Response(200, json=VERSION),
        httpx2.Response(200, json={"files": files}),
        httpx2.Response(200, content=good),
        httpx2.Response(200, content=bad),
    )
    with pytest.raises(errors.ThermoclineError, match="wrong arrived with another digest"):
        Datasets(registry.transport()).download("readmission", tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["here", "new"]


def test_writes_nothing_outside_of_the_folder(tmp_path: Path) -> None:
    registry = Registry(
        httpx2.Response(200, json=VERSION),
        httpx2.Response(200, json={"files": [{"path": "../x", "size": 1, "sha256": DIGEST}]}),
    )
    with pytest.raises(errors.InvalidArgument):
        Datasets(registry.transport()).download("readmission", tmp_path)


def test_lineage_asks_for_one_thing() -> None:
    registry = Registry(httpx2.Response(200, json={"nodes": []}))
    lineage = Lineage(registry.transport())
    assert lineage(logged_model="m-1", direction="up") == {"nodes": []}
    assert registry.seen[0][1] == "http://r/api/v1/lineage?loggedModel=m-1&direction=up"
    with pytest.raises(errors.InvalidArgument):
        lineage(run="a", version="b/1")
