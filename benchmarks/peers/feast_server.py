"""Feast's feature server over Redis, with the views and rows that the suite `online` asks ours for, and the push source of `push`.

    feast_server.py REDIS_URL ENTITIES PORT WORKERS

Fills the store, then becomes the server. Features are named by the caller, which is its fastest way;
its registry is read once; the log of requests is off.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["FEAST_USAGE"] = "False"
sys.dont_write_bytecode = True

from environment import in_its_environment, store_folder  # noqa: E402

in_its_environment()

import pandas as pd  # noqa: E402
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, PushSource, ValueType  # noqa: E402
from feast.types import Float64, Int64  # noqa: E402

VIEWS, FEATURES = 5, 10


def main() -> None:
    entities, port, workers = int(sys.argv[2]), sys.argv[3], sys.argv[4]
    folder = store_folder(sys.argv[1])
    empty = folder / "rows.parquet"
    pd.DataFrame({"event_timestamp": pd.to_datetime([], utc=True)}).to_parquet(empty)
    store = FeatureStore(repo_path=str(folder))
    customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.INT64)
    views = [
        FeatureView(
            name=f"view{view}",
            entities=[customer],
            ttl=timedelta(0),
            schema=[Field(name="customer_id", dtype=Int64), *(Field(name=f"f{f}", dtype=Float64) for f in range(FEATURES))],
            source=FileSource(name=f"files{view}", path=str(empty), timestamp_field="event_timestamp"),
        )
        for view in range(VIEWS)
    ]
    sensor = Entity(name="sensor", join_keys=["sensor_id"], value_type=ValueType.INT64)
    readings = PushSource(
        name="readings",
        batch_source=FileSource(name="past", path=str(empty), timestamp_field="event_timestamp"),
    )
    pushed = FeatureView(
        name="pushed",
        entities=[sensor],
        ttl=timedelta(0),
        schema=[Field(name="sensor_id", dtype=Int64), *(Field(name=f"f{f}", dtype=Float64) for f in range(FEATURES))],
        source=readings,
    )
    store.apply([customer, sensor, readings, *views, pushed])
    now = datetime.now(UTC)
    values = random.Random(1)
    for view in views:
        frame = pd.DataFrame({"customer_id": range(entities), "event_timestamp": now})
        for f in range(FEATURES):
            frame[f"f{f}"] = [values.random() for _ in range(entities)]
        store.write_to_online_store(view.name, frame)
    feast = Path(sys.executable).parent / "feast"
    serve = ["serve", "-h", "127.0.0.1", "-p", port, "--workers", workers, "--no-access-log", "--registry_ttl_sec", "3600"]
    os.execv(feast, [str(feast), "-c", str(folder), *serve])


if __name__ == "__main__":
    main()
