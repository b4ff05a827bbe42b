"""One point-in-time join by another tool: join.py polars|feast ENTITY_ROWS HISTORY RESULT.

Prints the seconds from local files to a local file, without the start of Python."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.dont_write_bytecode = True

from environment import in_its_environment  # noqa: E402

FEATURES = [f"x{k}" for k in range(10)]


def polars(rows: Path, history: Path, result: Path) -> Callable[[], None]:
    import polars

    def join() -> None:
        left = polars.scan_parquet(rows).sort("event_timestamp")
        right = polars.scan_parquet(history).select("patient_id", "event_time", *FEATURES).sort("event_time")
        left.join_asof(
            right, left_on="event_timestamp", right_on="event_time", by="patient_id", check_sortedness=False
        ).collect().write_parquet(result)

    return join


def feast(rows: Path, history: Path, result: Path) -> Callable[[], None]:
    import pandas
    from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig
    from feast.types import Float64, Int64
    from feast.value_type import ValueType

    home = Path(tempfile.mkdtemp(prefix="feast-"))
    store = FeatureStore(
        config=RepoConfig(
            project="bench",
            provider="local",
            registry=str(home / "registry.db"),
            online_store={"type": "sqlite", "path": str(home / "online.db")},
            offline_store={"type": "duckdb"},
            entity_key_serialization_version=3,
        )
    )
    patient = Entity(name="patient", join_keys=["patient_id"], value_type=ValueType.INT64)
    view = FeatureView(
        name="vitals",
        entities=[patient],
        ttl=timedelta(days=3650),
        schema=[Field(name="patient_id", dtype=Int64), *(Field(name=f, dtype=Float64) for f in FEATURES)],
        source=FileSource(name="history", path=str(history), timestamp_field="event_time"),
    )
    store.apply([patient, view])

    def join() -> None:
        frame = pandas.read_parquet(rows)
        job = store.get_historical_features(entity_df=frame, features=[f"vitals:{f}" for f in FEATURES])
        job.to_df().to_parquet(result)

    return join


def main() -> None:
    in_its_environment()
    peer, rows, history, result = sys.argv[1], *map(Path, sys.argv[2:5])
    join = {"polars": polars, "feast": feast}[peer](rows, history, result)
    start = time.perf_counter()
    join()
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
