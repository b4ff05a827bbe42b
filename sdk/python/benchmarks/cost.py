"""What the SDK itself costs: its import, an online read, the ingestion of a frame.

    python sdk/python/benchmarks/cost.py [--quick]

Asks the platform that thermocline.connect() finds. Each pair is measured in turn, A B A B, so that
what else the machine does falls on both; medians are printed, with the load average.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx2
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet as parquet

import thermocline as tc


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="fewer rounds, fewer rows")
    quick = arguments.parse_args().quick
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    import_time(5 if quick else 21)
    with tc.connect(mlflow=False) as p:
        name = f"cost{uuid.uuid4().hex[:8]}"
        fields = [tc.Field(f"f{n}", "float64") for n in range(10)]
        view = tc.FeatureView(
            name,
            tc.Entity(f"e{name}", [tc.Field("id", "int64")]),
            fields,
            source=tc.PushSource(name),
        )
        service = tc.FeatureService(name, [f"{name}:f{n}" for n in range(10)])
        p.features.apply(view, service)
        online(p, name, 200 if quick else 3000)
        ingestion(p, name, 100_000 if quick else 1_000_000, 2 if quick else 5)


def import_time(rounds: int) -> None:
    """A process that imports it, less one that does not: by the clock, and of a core's time."""
    took: dict[str, list[tuple[float, float]]] = {"pass": [], "import thermocline": []}
    for _ in range(rounds):
        for code, times in took.items():
            began, used = time.perf_counter(), _of_children()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append((time.perf_counter() - began, _of_children() - used))
    bare, whole = (
        [statistics.median(column) * 1000 for column in zip(*times, strict=True)]
        for times in took.values()
    )
    print(
        f"import thermocline: {whole[0] - bare[0]:.0f} ms over a bare interpreter's {bare[0]:.0f}; "
        f"{whole[1] - bare[1]:.0f} ms of a core (goal 150)"
    )


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def online(p: tc.Platform, name: str, rounds: int) -> None:
    """One entity, ten features: through the SDK, by httpx2 alone, by http.client alone."""
    now = pd.Timestamp.now("UTC")
    p.features.push(name, {"id": 1, "event_time": now, **{f"f{n}": float(n) for n in range(10)}})
    at = urlsplit(p.address.features)
    body = json.dumps({"entities": {"id": [1]}, "service": name}).encode()
    headers = {"Authorization": f"Bearer {p.address.token}", "Content-Type": "application/json"}
    wire = http.client.HTTPConnection(at.hostname or "", at.port)

    def bare() -> None:
        wire.request("POST", "/api/v1/online/read", body, headers)
        json.loads(wire.getresponse().read())

    with httpx2.Client(base_url=p.address.features, headers=headers) as client:
        took = in_turn(
            rounds,
            sdk=lambda: p.features.online({"id": 1}, name),
            httpx2=lambda: client.post("/api/v1/online/read", content=body).json(),
            bare=bare,
        )
    wire.close()
    over = took["sdk"] - took["bare"]
    print(
        f"online read: SDK {took['sdk']:.2f} ms, httpx2 {took['httpx2']:.2f}, bare "
        f"{took['bare']:.2f}: {over:.2f} ms over the bare call (goal 0.5)"
    )


def ingestion(p: tc.Platform, name: str, count: int, rounds: int) -> None:
    """A pandas frame through the SDK beside its finished Parquet, posted by httpx2."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame({f"f{n}": random.normal(size=count) for n in range(10)})
    frame["id"] = np.arange(count)
    frame["event_time"] = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(
        random.integers(0, 86_400, count), unit="s"
    )
    sink = io.BytesIO()
    parquet.write_table(
        pyarrow.Table.from_pandas(frame, preserve_index=False), sink, coerce_timestamps="us"
    )
    whole = sink.getvalue()
    headers = {
        "Authorization": f"Bearer {p.address.token}",
        "Content-Type": "application/vnd.apache.parquet",
    }
    path = f"/api/v1/views/{name}/snapshots"
    with httpx2.Client(base_url=p.address.features, headers=headers, timeout=600) as client:
        took = in_turn(
            rounds,
            sdk=lambda: p.features.ingest(name, frame, progress=False),
            bare=lambda: client.post(path, content=whole).raise_for_status(),
        )
    print(
        f"ingestion of {count:,} rows x 10: SDK {count / took['sdk'] * 1000:,.0f} rows/s, bare "
        f"upload of {len(whole) / 1e6:.0f} MB {count / took['bare'] * 1000:,.0f}: "
        f"{took['bare'] / took['sdk']:.0%} (goal 80%)"
    )


def in_turn(rounds: int, **contenders: Callable[[], object]) -> dict[str, float]:
    """Medians in milliseconds, after a warm-up."""
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for each in contenders.values():
        each()
    for _ in range(rounds):
        for name, each in contenders.items():
            began = time.perf_counter()
            each()
            took[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in took.items()}


if __name__ == "__main__":
    main()
