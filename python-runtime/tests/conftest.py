"""Models made by MLflow itself, once per run, and workers that serve them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.models import infer_signature
from mlflow.types import ColSpec, DataType, Schema
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression

from workers import SOURCE, Running, Start


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "age": rng.integers(20, 90, 200),
            "bp": rng.normal(120, 15, 200),
            "bmi": rng.normal(25, 4, 200),
        }
    )


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame) -> Path:
    root = tmp_path_factory.mktemp("models")
    forest = RandomForestClassifier(20, random_state=0).fit(frame, frame.bp > 120)
    mlflow.sklearn.save_model(
        forest,
        root / "forest",
        serialization_format="cloudpickle",
        pip_requirements=["scikit-learn"],
        signature=infer_signature(frame, forest.predict(frame)),
        input_example=frame.head(3),
    )
    matrix = frame.to_numpy()
    line = LinearRegression().fit(matrix, matrix @ [1, 2, 3])
    mlflow.sklearn.save_model(
        line,
        root / "line",
        signature=infer_signature(matrix, line.predict(matrix)),
        pip_requirements=["scikit-learn"],
    )
    mlflow.sklearn.save_model(line, root / "bare", pip_requirements=["scikit-learn"])
    for name in ("custom", "hangs", "greedy", "exits", "broken", "stuck", "leaves", "calls"):
        mlflow.pyfunc.save_model(
            root / name,
            python_model=str(Path(__file__).parent / "scripted.py"),
            model_config={"kind": name},
            pip_requirements=["mlflow"],  # or each is loaded to find them out
            signature=mlflow.models.ModelSignature(
                Schema([ColSpec(DataType.string, "word"), ColSpec(DataType.datetime, "at")]), None
            ),
        )
    return root


@pytest.fixture(scope="session")
def start_worker(models: Path) -> Iterator[Start]:
    """Starts a worker and waits for its first word."""
    running: list[Running] = []
    folder = Path(tempfile.mkdtemp(prefix="tcw"))

    def start(name: str, *options: str, expect: str = "ready") -> Running:
        path = folder / f"{len(running)}.sock"
        process = subprocess.Popen(
            [sys.executable, "-m", "thermocline_runtime", "--model", str(models / name)]
            + ["--socket", str(path), "--with-parent", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"},
        )
        worker = Running(process, path)
        running.append(worker)
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        while line and not line.startswith(("ready", "failed")):
            line = process.stdout.readline().decode()
        assert line.startswith(expect), line
        return worker

    yield start
    for worker in running:
        worker.stop()
