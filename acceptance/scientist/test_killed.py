"""A service is killed with -9 in the middle of longer work and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import httpx2
import pyarrow.parquet as parquet
import pytest
import thermocline as tc
import thermocline.onnx

from conftest import rows

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.whole


def kill(service: str) -> None:
    state = json.loads((Path(os.environ["THERMOCLINE_HOME"]) / "run" / "state.json").read_text())
    (pid,) = [part["pid"] for part in state["parts"] if part["name"] == service]
    os.kill(pid, signal.SIGKILL)


def start() -> None:
    subprocess.run([ROOT / "thermocline", "up", "--detach"], check=True, timeout=300, capture_output=True)


class Killing(httpx2.HTTPTransport):
    """The real way to the platform, on which a service dies before the n-th such request."""

    def __init__(self, service: str, path: str, before: int) -> None:
        super().__init__()
        self._service, self._path, self._left = service, path, before
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._path in request.url.path:
            with self._lock:
                self._left -= 1
                if self._left == 0:
                    kill(self._service)
        return super().handle_request(request)


@pytest.fixture
def served(p: tc.Platform, name: str) -> str:
    """A deployment that doubles."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    import mlflow
    from sklearn.linear_model import LinearRegression

    p.use_mlflow()
    frame = rows(10)[["bp"]]
    mlflow.set_experiment(name)
    with mlflow.start_run():
        tc.onnx.log_model(
            LinearRegression().fit(frame, frame["bp"] * 2),
            "model",
            input_example=frame,
            registered_model_name=name,
            serialization_format="cloudpickle",
        )
    p.deployments.set(name, f"{name}/1")
    return name


@pytest.fixture
def dying(p: tc.Platform) -> Callable[..., tc.Platform]:
    """A connection on which a service dies; the platform is whole again after the test."""
    yield lambda *when: tc.Platform(p.address, Killing(*when))
    start()


def test_an_upload_goes_on_after_the_registry_was_killed(p, name, dying, tmp_path):
    for number in range(20):
        (tmp_path / f"{number}.bin").write_bytes(bytes([number]) * 200_000)
    p.datasets.create(name, "raw")
    with (
        dying("registry", "/content", 8) as broken,
        pytest.raises(tc.Interrupted, match="only the rest is sent") as caught,
    ):
        broken.datasets.upload(name, tmp_path, progress=False)
    assert caught.value.safe_to_repeat
    start()
    made = p.datasets.upload(name, tmp_path, progress=False)
    assert (made.version, made.files) == ("1", 20)
    assert len(p.datasets.versions(name)) == 1


def test_a_join_is_there_after_the_feature_service_was_killed(p, view, dying):
    p.features.ingest(view, rows(1000), progress=False)
    asked = rows(1000)[["patient_id", "event_time"]]
    revived = threading.Timer(1.0, start)
    revived.start()
    with dying("features", "/api/v1/joins/", 2) as broken:
        try:
            join = broken.features.historical(asked, f"f{view}", progress=False).id
        except tc.Interrupted as stopped:
            join = stopped.partial.id
    revived.join()
    made = p.features.training_set(join, progress=False)
    assert made.to_pandas()["bp"].tolist() == rows(1000)["bp"].tolist()


def test_a_materialization_is_done_after_the_feature_service_was_killed(p, view, dying):
    p.features.ingest(view, rows(2000), progress=False)
    with dying("features", "/api/v1/materializations/", 1) as broken:
        run = broken.features.materialize(view)
        revived = threading.Timer(1.0, start)
        revived.start()
        try:
            run.wait(progress=False)
        except tc.Interrupted:
            revived.join()
            p.features.materialize(view).wait(progress=False)
    revived.join()
    assert p.features.online({"patient_id": [0, 1999]}, f"f{view}").values(f"{view}:bp") == [100.0, 2099.0]


def test_a_batch_goes_on_after_the_gateway_was_killed(p, name, dying, tmp_path, served):
    rows(2000)[["bp"]].to_parquet(tmp_path / "in.parquet")
    ask = {"deployment": served, "out": tmp_path / "out.parquet", "size": 100, "progress": False}
    with (
        dying("gateway", "/predict", 9) as broken,
        pytest.raises(tc.Interrupted, match="only the rest is scored"),
    ):
        broken.predict.batch(tmp_path / "in.parquet", **ask)
    start()
    assert len(p.predict.batch(tmp_path / "in.parquet", **ask)) == 2000
    scored = parquet.read_table(tmp_path / "out.parquet").to_pandas()
    assert scored["prediction"].tolist() == pytest.approx((scored["bp"] * 2).tolist())
