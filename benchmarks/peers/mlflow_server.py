#!/usr/bin/env python3
"""MLflow's own server on the platform's Postgres, as a peer of the registry.

Prints its URL when it answers, and ends, its database with it, when its input is closed. The Postgres
is the one that THERMOCLINE_PEER_POSTGRES names (postgresql://user:password@host:port), else the local
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


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="thermocline-mlflow-") as folder:
        suite = Path(folder) / "mlflow_peer"
        suite.mkdir()
        (suite / "requirements.txt").write_text((HERE / "mlflow.txt").read_text())
        python = interpreter(suite)
        server, database = postgres(), f"mlflow_{uuid.uuid4().hex[:12]}"

        def run(statement: str) -> None:
            subprocess.run([python, "-c", STATEMENT, f"{server}/postgres", statement], check=True)

        run(f"CREATE DATABASE {database}")
        try:
            store = server.replace("postgresql://", "postgresql+psycopg2://") + f"/{database}"
            with MlflowServer(python, store, Path(folder)) as mlflow:
                print(mlflow.url, flush=True)
                sys.stdin.read()
        finally:
            run(f"DROP DATABASE {database} WITH (FORCE)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
