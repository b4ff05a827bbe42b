"""What the platform holds once the load has ended."""

from __future__ import annotations

import hashlib
import io
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow.parquet as parquet
import requests
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from furnish import PATIENTS, World, ask, join
from history import History, Op
from load import METRICS
from promises import Found

MICROSECOND = timedelta(microseconds=1)
FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def find(world: World, history: History) -> Found:
    found = Found()
    runs(world, found)
    files(world, history.of("file"), found)
    moves(world, found)
    events(world, history.of("move"), found)
    rows(world, history.of("push"), found)
    probes(world, history.of("push"), found)
    found.online = online(world, "gauge:value")
    url = f"{world.platform.features}/api/v1/views/steady/snapshots"
    items = ask(world.platform, "GET", url)["items"]
    found.snapshots = {item["number"]: item["rows"] for item in items}
    found.steady = online(world, "steady:value")
    return found


def runs(world: World, found: Found) -> None:
    url, token = f"{world.platform.registry}/api/2.0/mlflow", ""
    while True:
        body = {"experiment_ids": [world.experiment], "max_results": 1000} | ({"page_token": token} if token else {})
        page = ask(world.platform, "POST", f"{url}/runs/search", body)
        for run in page.get("runs", []):
            found.runs.append(run["info"]["run_name"])
            number = run["info"]["run_id"]
            found.metrics[number] = {key: steps(world, url, number, key) for key in METRICS}
        token = page.get("next_page_token", "")
        if not token:
            return


def steps(world: World, url: str, run: str, key: str) -> list[int]:
    found: list[int] = []
    token = ""
    while True:
        page = ask(world.platform, "GET", f"{url}/metrics/get-history?run_id={run}&metric_key={key}&page_token={token}")
        found += [int(metric.get("step", 0)) for metric in page.get("metrics", [])]
        token = page.get("next_page_token", "")
        if not token:
            return found


def files(world: World, ops: list[Op], found: Found) -> None:
    url = f"{world.platform.registry}/api/2.0/mlflow-artifacts/artifacts"
    with requests.Session() as session:
        session.headers.update(world.platform.headers)
        for op in ops:
            answer = session.get(f"{url}/{op.data['path']}", timeout=60)
            assert answer.status_code in (200, 404), answer.text[:500]
            there = answer.status_code == 200
            found.files[op.data["path"]] = hashlib.sha256(answer.content).hexdigest() if there else None


def moves(world: World, found: Found) -> None:
    url, before = f"{world.platform.registry}/api/v1/models/add/aliases/champion/history", ""
    newest_first: list[dict[str, Any]] = []
    while True:
        page = ask(world.platform, "GET", f"{url}?limit=100{before}")["moves"]
        newest_first += page
        if len(page) < 100:
            break
        before = f"&before={page[-1]['revision']}"
    found.alias_moves = [move["reason"] for move in reversed(newest_first)]


def events(world: World, ops: list[Op], found: Found) -> None:
    """The topic from its begin; a change may be told twice, and its revision says so."""
    settings = {"bootstrap.servers": world.platform.kafka, "group.id": "chaos", "enable.auto.commit": False}
    consumer = Consumer(settings)
    last = ops[-1].data["reason"] if ops else ""
    told: dict[int, str] = {}
    try:
        partitions = consumer.list_topics("thermocline.models", timeout=30).topics["thermocline.models"].partitions
        consumer.assign([TopicPartition("thermocline.models", number, OFFSET_BEGINNING) for number in partitions])
        quiet = time.monotonic() + 20
        while time.monotonic() < quiet:
            message = consumer.poll(0.5)
            if message is None or message.error():
                if last in told.values():
                    quiet = min(quiet, time.monotonic() + 2)
                continue
            event = json.loads(message.value())
            if event["type"] == "alias.moved":
                told.setdefault(event["revision"], event["data"]["reason"])
    finally:
        consumer.close()
    found.events = list(told.items())


def table(world: World, order: dict[str, Any]) -> list[dict[str, Any]]:
    job = join(world.platform, order)
    url = f"{world.platform.features}/api/v1/joins/{job['id']}/rows"
    answer = requests.get(url, headers=world.platform.headers, timeout=120)
    assert answer.status_code == 200, answer.text[:500]
    return parquet.read_table(io.BytesIO(answer.content)).to_pylist()


def rows(world: World, pushes: list[Op], found: Found) -> None:
    """All rows of the pushed view, once what was acknowledged has reached the files."""
    wanted = sum(len(op.data["rows"]) for op in pushes)
    day = timedelta(days=1)
    now = datetime.now(UTC)
    order = {"features": ["gauge:value"], "range": {"from": (now - day).strftime(FORMAT), "to": (now + day).strftime(FORMAT)}}
    end = time.monotonic() + 120
    while True:
        have = table(world, order)
        if len(have) >= wanted or time.monotonic() > end:
            break
        time.sleep(2)
    found.rows = [(row["patient_id"], row["event_timestamp"].strftime(FORMAT), row["value"]) for row in have]


def probes(world: World, pushes: list[Op], found: Found) -> None:
    asked: list[tuple[int, str]] = []
    for op in pushes:
        for patient, moment, _ in op.data["rows"]:
            before = datetime.strptime(moment, FORMAT) - MICROSECOND
            asked += [(patient, moment), (patient, before.strftime(FORMAT))]
    lines = ["patient_id,event_timestamp", *(f"{patient},{moment}" for patient, moment in asked)]
    url = f"{world.platform.features}/api/v1/joins/entity-rows"
    path = ask(world.platform, "POST", url, ("\n".join(lines) + "\n").encode(), "text/csv")["path"]
    have = table(world, {"features": ["gauge:value"], "entityRowsPath": path})
    assert len(have) == len(asked), (len(have), len(asked))
    for (patient, moment), row in zip(asked, have, strict=True):
        found.seen[(patient, moment)] = row["value"]


def online(world: World, feature: str) -> dict[int, float]:
    body = {"entities": {"patient_id": list(range(PATIENTS))}, "features": [feature]}
    end = time.monotonic() + 60
    while True:
        answer = ask(world.platform, "POST", f"{world.platform.features}/api/v1/online/read", body)
        if not answer.get("recovering") or time.monotonic() > end:
            break
        time.sleep(0.5)
    return dict(enumerate(answer["features"][0]["values"]))
