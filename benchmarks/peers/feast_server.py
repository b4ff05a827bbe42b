"""Feast's feature server over Redis, with the views and rows that the suite `online` asks ours for.

    feast_server.py REDIS_URL ENTITIES PORT WORKERS

Fills the store, then becomes the server. Features are named by the caller, which is its fastest way;
its registry is read once; the log of requests is off.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

os.environ["FEAST_USAGE"] = "False"

import pandas as pd  # noqa: E402
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType  # noqa: E402
from feast.types import Float64, Int64  # noqa: E402

VIEWS, FEATURES = 5, 10


def main() -> None:
    redis, entities, port, workers = urlsplit(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    folder = Path(tempfile.mkdtemp(prefix="feast-peer-"))
    login = ""
    if redis.username:
        login += f",username={unquote(redis.username)}"
    if redis.password:
        login += f",password={unquote(redis.password)}"
    (folder / "feature_store.yaml").write_text(
        "project: peer\n"
        f"registry: {{path: {folder / 'registry.db'}, cache_ttl_seconds: 3600}}\n"
        "provider: local\n"
        "online_store:\n"
        "  type: redis\n"
        f'  connection_string: "{redis.hostname}:{redis.port}{login}"\n'
        "  key_ttl_seconds: 3600\n"
        "entity_key_serialization_version: 3\n"
    )
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
    store.apply([customer, *views])
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
