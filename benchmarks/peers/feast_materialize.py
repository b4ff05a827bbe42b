"""Feast's materialization of a Parquet file of doubles to Redis: feast_materialize.py REDIS_URL FILE FEATURES.

Prints its seconds, without the start of Python and the making of its registry.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ["FEAST_USAGE"] = "False"
sys.dont_write_bytecode = True

from environment import in_its_environment, store_folder  # noqa: E402

in_its_environment()

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType  # noqa: E402
from feast.types import Float64, Int64  # noqa: E402


def main() -> None:
    features = int(sys.argv[3])
    store = FeatureStore(repo_path=str(store_folder(sys.argv[1])))
    account = Entity(name="account", join_keys=["account_id"], value_type=ValueType.INT64)
    balance = FeatureView(
        name="balance",
        entities=[account],
        ttl=timedelta(days=3650),
        schema=[Field(name="account_id", dtype=Int64), *(Field(name=f"f{f}", dtype=Float64) for f in range(features))],
        source=FileSource(name="rows", path=sys.argv[2], timestamp_field="event_timestamp"),
    )
    store.apply([account, balance])
    start = time.perf_counter()
    store.materialize(datetime(2025, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
