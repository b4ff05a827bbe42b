from __future__ import annotations

import json

import httpx2
import pytest

import thermocline as tc
from fakes import ADDRESS
from thermocline._connect import Address

STANDS = {
    "name": "readmission",
    "default": False,
    "revision": 4,
    "routingRevision": 17,
    "featureService": {"name": "triage", "version": 2},
    "runtime": "auto",
    "remoteUrl": None,
    "arms": [{"weight": 50, "version": {"model": "readmission", "version": "1"}}],
    "shadow": {"model": "readmission", "version": "3", "prefix": "x/"},
    "cache": {"enabled": True, "ttl": "PT5M"},
    "createdBy": "ana",
}


def test_promoting_changes_the_traffic_and_nothing_else() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=STANDS)

    with tc.Platform(Address(**ADDRESS), httpx2.MockTransport(answer)) as p:
        p.deployments.promote("readmission", "readmission/2", reason="better")
        with pytest.raises(tc.InvalidArgument, match="names no version"):
            p.deployments.promote("readmission", "2")
    assert [request.method for request in seen] == ["GET", "PUT", "GET"]
    assert json.loads(seen[1].content) == {
        "arms": [{"weight": 100, "version": {"model": "readmission", "version": "2"}}],
        "featureService": {"name": "triage", "version": 2},
        "runtime": "auto",
        "default": False,
        "cache": {"enabled": True, "ttl": "PT5M"},
        "shadow": {"model": "readmission", "version": "3"},
        "expectedRevision": 4,
        "reason": "better",
    }
    assert seen[1].url.params["wait"] == "served"


def test_lists_are_read_to_their_last_page() -> None:
    pages = {None: ({"name": "a"}, "t1"), "t1": ({"name": "b"}, "t2"), "t2": ({"name": "c"}, None)}

    def answer(request: httpx2.Request) -> httpx2.Response:
        item, following = pages[request.url.params.get("pageToken")]
        key = request.url.path.rsplit("/", 1)[1]
        return httpx2.Response(200, json={key: [item], "nextPageToken": following})

    with tc.Platform(Address(**ADDRESS), httpx2.MockTransport(answer)) as p:
        lists = (p.models.list, p.deployments.list, p.tokens.list, p.datasets.list)
        for each in (*lists, lambda: p.models.versions("m")):
            assert [item["name"] for item in each()] == ["a", "b", "c"]
