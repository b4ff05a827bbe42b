from __future__ import annotations

import httpx2
import pytest

from thermocline import _errors as errors
from thermocline._connect import Address
from thermocline._datasets import Datasets
from thermocline._disk import Disk
from thermocline._lineage import Lineage
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


def datasets(registry: Registry) -> Datasets:
    return Datasets(registry.transport(), Disk.of(Address("http://r", "", "", None)))


def test_waits_for_a_prefix_to_be_read() -> None:
    registry = Registry(
        httpx2.Response(202, json={"id": "j1", "state": "queued"}),
        httpx2.Response(
            200, json={"state": "succeeded", "result": {"version": "3", "created": True}}
        ),
        httpx2.Response(200, json=VERSION),
    )
    made = datasets(registry).register("readmission", "raw/x/", progress=False)
    assert made.digest == DIGEST
    assert registry.seen[1][1].endswith("/datasets/readmission/registrations/j1")


def test_reads_every_page() -> None:
    registry = Registry(
        httpx2.Response(200, json={"datasets": [{"name": "a"}], "nextPageToken": "t"}),
        httpx2.Response(200, json={"datasets": [{"name": "b"}]}),
    )
    assert [each["name"] for each in datasets(registry).list(zone="raw")] == ["a", "b"]
    assert "pageToken=t" in registry.seen[1][1]


def test_lineage_asks_for_one_thing() -> None:
    registry = Registry(httpx2.Response(200, json={"nodes": []}))
    lineage = Lineage(registry.transport())
    assert lineage(logged_model="m-1", direction="up") == {"nodes": []}
    assert registry.seen[0][1] == "http://r/api/v1/lineage?loggedModel=m-1&direction=up"
    with pytest.raises(errors.InvalidArgument):
        lineage(run="a", version="b/1")
