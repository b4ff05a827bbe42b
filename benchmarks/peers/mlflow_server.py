#!/usr/bin/env python3
"""MLflow's own server on the platform's Postgres, as a peer of the registry.

Prints its URL when it answers, and ends, its database with it, when its input is closed. A line
`load EXPERIMENT RUNS STEPS` on its input fills its tables with runs of ten metrics and is answered by
`done`. The Postgres is the one that THERMOCLINE_PEER_POSTGRES names (postgresql://user:password@host:port), else the local
stack's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import quote, urlsplit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "acceptance"))
sys.dont_write_bytecode = True

from clients import interpreter  # noqa: E402
from mlflow_server import MlflowServer  # noqa: E402

# Enough connections in each worker for all clients of a benchmark.
POOL = {"MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "8", "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW": "8"}
STATEMENT = "import psycopg2, sys; c = psycopg2.connect(sys.argv[1]); c.autocommit = True; c.cursor().execute(sys.argv[2])"


def postgres() -> str:
    named = os.environ.get("THERMOCLINE_PEER_POSTGRES")
    if named:
        return named.rstrip("/")
    home = Path(os.environ.get("THERMOCLINE_HOME", ROOT / ".thermocline"))
    found = json.loads((home / "platform.json").read_text())
    address = urlsplit(found["postgres"]["url"].removeprefix("jdbc:")).netloc
    password = (Path(found["tokenFile"]).parent / "postgres").read_text().strip()
    return f"postgresql://postgres:{quote(password, safe='')}@{address}"

# The n-th run starts at the n-th millisecond; values are those that the suite logs on the other side.
LOAD = """
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
    source_version, lifecycle_stage, artifact_uri, experiment_id)
  SELECT md5('bench-' || n), 'bench-' || n, 'UNKNOWN', '', '', '', 'RUNNING', n, '', 'active',
    'mlflow-artifacts:/{experiment}/' || md5('bench-' || n) || '/artifacts', {experiment}
  FROM generate_series(0, {runs} - 1) n;
INSERT INTO tags (key, value, run_uuid)
  SELECT 'mlflow.runName', 'bench-' || n, md5('bench-' || n) FROM generate_series(0, {runs} - 1) n;
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
  SELECT 'm' || k, (n * 31 + k * 7) % 997 / 997.0, n, md5('bench-' || n), s, false
  FROM generate_series(0, {runs} - 1) n, generate_series(0, 9) k, generate_series(0, {steps} - 1) s;
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
  SELECT 'long', 1, s, md5('bench-' || n), s, false
  FROM generate_series(0, 19) n, generate_series(0, 999) s;
INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan)
  SELECT DISTINCT ON (run_uuid, key) key, value, timestamp, run_uuid, step, is_nan
  FROM metrics ORDER BY run_uuid, key, step DESC;
ANALYZE;
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="thermocline-mlflow-") as folder:
        suite = Path(folder) / "mlflow_peer"
        suite.mkdir()
        (suite / "requirements.txt").write_text((HERE / "mlflow.txt").read_text())
        python = interpreter(suite)
        server, database = postgres(), f"mlflow_{uuid.uuid4().hex[:12]}"

        def run(statement: str, where: str = "postgres") -> None:
            subprocess.run([python, "-c", STATEMENT, f"{server}/{where}", statement], check=True)

        run(f"CREATE DATABASE {database}")
        try:
            store = server.replace("postgresql://", "postgresql+psycopg2://") + f"/{database}"
            with MlflowServer(python, store, Path(folder), settings=POOL) as mlflow:
                print(mlflow.url, flush=True)
                for line in sys.stdin:
                    _, experiment, runs, steps = line.split()
                    run(LOAD.format(experiment=int(experiment), runs=int(runs), steps=int(steps)), database)
                    print("done", flush=True)
        finally:
            run(f"DROP DATABASE {database} WITH (FORCE)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
