"""Requests of the real client, spoilt: no 5xx, MLflow's errors, and nothing stored by what was refused."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import psycopg
from mutations import spoil
from recorder import Recorder, Sent

#: What these services keep for themselves: it changes without anybody's request.
OWN = {"outbox", "job", "scheduled_tasks", "gateway_report", "routing_counter", "access_revision", "page_key", "artifact_leftovers"}
REGISTRY = os.environ["THERMOCLINE_REGISTRY_URL"]


class Stored:
    """A digest of everything that the registry's tables hold."""

    def __init__(self) -> None:
        url = json.loads(Path(os.environ["FUZZ_PLATFORM"]).read_text())["postgres"]["url"].removeprefix("jdbc:")
        password = Path(os.environ["FUZZ_PASSWORD"]).read_text().strip()
        self._db = psycopg.connect(url, user="registry", password=password, autocommit=True)
        rows = self._db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'registry'").fetchall()
        tables = sorted(name for (name,) in rows if name not in OWN and "flyway" not in name)
        assert len(tables) > 20, tables
        self._query = " UNION ALL ".join(
            f"SELECT '{name}', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM registry.{name} t" for name in tables
        )

    def now(self) -> list[tuple[object, ...]]:
        return sorted(self._db.execute(self._query).fetchall(), key=str)


def ask(sent: Sent) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(REGISTRY).netloc, timeout=60)
    headers = {"Authorization": f"Bearer {os.environ['THERMOCLINE_TOKEN']}"}
    if sent.type:
        headers["Content-Type"] = sent.type
    connection.request(sent.method, sent.path, sent.body or None, headers)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def wrong(sent: Sent, status: int, body: bytes, before: list[tuple[object, ...]], after: list[tuple[object, ...]]) -> str | None:
    if status >= 500:
        return f"answered {status}: {body[:300]!r}"
    if status < 400:
        return None
    if sent.path.split("?")[0].startswith(("/api/2.0/mlflow", "/api/3.0/mlflow", "/ajax-api/")):
        try:
            error = json.loads(body)
        except ValueError:
            return f"refused by {status} and no JSON: {body[:200]!r}"
        if status == 400 and error.get("detail", "").startswith("The request is not HTTP"):
            return stored_by(before, after)  # Refused while it was read, before it had a route.
        if not (isinstance(error.get("error_code"), str) and error.get("message")):
            return f"refused by {status} in another dialect: {body[:200]!r}"
    return stored_by(before, after)


def stored_by(before: list[tuple[object, ...]], after: list[tuple[object, ...]]) -> str | None:
    changed = [a[0] for a, b in zip(before, after, strict=True) if a != b]
    return f"refused, and something was stored in {changed}" if changed else None


def main() -> int:
    luck = random.Random(int(os.environ["THERMOCLINE_SEED"]))
    rounds, seconds = int(sys.argv[1]), int(sys.argv[2])
    with Recorder(REGISTRY) as recorder:
        log = Path(__file__).resolve().parents[1] / "page" / "log.py"
        subprocess.run([sys.executable, log], env={**os.environ, "THERMOCLINE_REGISTRY_URL": recorder.url}, check=True, stdout=subprocess.DEVNULL)
    # One of each shape: the client sends the same ones again and again.
    shapes = {(sent.method, sent.path.split("?")[0].rsplit("/", 1)[0], len(sent.body) // 64): sent for sent in recorder.sent}
    kinds = sorted(shapes.values(), key=lambda sent: (sent.path, sent.body))
    print(f"{len(recorder.sent)} requests recorded, {len(kinds)} kinds of them spoilt", flush=True)
    stored = Stored()
    passed = failed = refused = 0
    end = time.monotonic() + seconds
    before = stored.now()
    for i in range(rounds):
        if time.monotonic() > end:
            print(f"the time is over after {i} of {rounds}")
            break
        sent = spoil(luck.choice(kinds), luck)
        try:
            status, body = ask(sent)
        except (ValueError, http.client.InvalidURL):
            continue  # No request that could be sent.
        after = stored.now()
        fault = wrong(sent, status, body, before, after)
        before = after
        refused += status >= 400
        passed, failed = passed + (fault is None), failed + (fault is not None)
        if fault and failed <= 40:
            print(f"FAILED {sent.method} {sent.path[:200]} [{sent.type}] {sent.body[:400]!r}\n  {fault}", flush=True)
    print(f"{refused} were refused")
    if refused < passed // 10:
        print("FAILED hardly anything was refused: what was sent is not spoilt")
        failed += 1
    print(f"mlflow requests: {passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
