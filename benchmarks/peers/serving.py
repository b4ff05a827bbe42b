#!/usr/bin/env python3
"""Becomes another model server: serving.py mlserver|mlserver-mlflow|mlflow|worker MODELS MODEL PORT.

MODELS is the folder that models/train.py made. All of them serve the same pickle, with one thread to
a call: MLServer by its scikit-learn or its MLflow runtime as it comes, `mlflow models serve` with a
worker for each processor, and our own Python worker without the gateway in front.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "acceptance"))
sys.dont_write_bytecode = True

from clients import interpreter  # noqa: E402

RUNTIMES = {"mlserver": "mlserver_sklearn.SKLearnModel", "mlserver-mlflow": "mlserver_mlflow.MLflowRuntime"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def mlserver(kind: str, folder: Path, model: str, port: int) -> list[str]:
    home = Path(tempfile.mkdtemp(prefix="mlserver-peer-"))
    ports = {"http_port": port, "grpc_port": free_port(), "metrics_port": free_port()}
    settings = {"host": "127.0.0.1", **ports, "debug": False}
    (home / "settings.json").write_text(json.dumps({**settings, "metrics_endpoint": None, "use_structured_logging": False}))
    where = folder / "model.pkl" if kind == "mlserver" else folder
    (home / "model-settings.json").write_text(
        json.dumps({"name": model, "implementation": RUNTIMES[kind], "parameters": {"uri": str(where), "version": "1"}})
    )
    return ["mlserver", "start", str(home)]


def main() -> None:
    kind, models, model, port = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    folder = models / model / "python"
    python = interpreter(HERE / "serving")
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
        os.environ[library + "_NUM_THREADS"] = "1"
    os.environ["PATH"] = f"{python.parent}:{os.environ['PATH']}"
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    if kind == "mlflow":
        words = ["mlflow", "models", "serve", "-m", str(folder), "--env-manager", "local", "-h", "127.0.0.1"]
        words += ["-p", str(port), "--workers", str(os.cpu_count() or 1)]
    elif kind == "worker":
        os.environ["PYTHONPATH"] = str(ROOT / "python-runtime" / "src")
        words = [str(python), "-m", "thermocline_runtime", "--model", str(folder), "--tcp", f"127.0.0.1:{port}"]
    else:
        words = mlserver(kind, folder, model, port)
    os.execvp(words[0], words)


if __name__ == "__main__":
    main()
