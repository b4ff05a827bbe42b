"""MLflow's scoring routes, held beside `mlflow models serve` with the same model."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
import requests
import skl2onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression

X = np.array([[0, 0], [1, 1], [2, 1], [3, 5]], dtype=np.float32)


@pytest.fixture(scope="module")
def model(deploy):
    fitted = LogisticRegression().fit(X, [0, 0, 1, 1])
    exported = skl2onnx.convert_sklearn(
        fitted, initial_types=[("x", FloatTensorType([None, 2]))], options={id(fitted): {"zipmap": False}}, target_opset=15
    )
    return deploy(exported, {"x": X})


@pytest.fixture(scope="module")
def mlflow_server(model, tmp_path_factory):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    log = tmp_path_factory.mktemp("mlflow") / "log"
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", f"models:/{model}/1"]
    environment = {**os.environ, "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"}
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command, "--env-manager", "local", "-h", "127.0.0.1", "-p", str(port)],
            stdout=out, stderr=out, env=environment, start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 120
        while True:
            try:
                if requests.get(f"{url}/ping", timeout=2).ok:
                    break
            except requests.ConnectionError:
                pass
            assert server.poll() is None and time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.2)
        yield url
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def test_the_pages_of_a_scoring_server(platform):
    assert requests.get(f"{platform.gateway}/ping", timeout=10).text == "\n"
    assert requests.get(f"{platform.gateway}/health", timeout=10).status_code == 200
    assert re.fullmatch(r"\d+\.\d+\.\d+", requests.get(f"{platform.gateway}/version", timeout=10).text)


FORMS = [
    {"inputs": X.tolist()},
    {"inputs": {"x": X.tolist()}},
    {"instances": X.tolist()},
]
WRONG = [{}, {"inputs": [[1]], "instances": [[1]]}, {"inputs": "x"}, {"dataframe_split": {"columns": ["x"]}}]


@pytest.mark.whole
@pytest.mark.parametrize("body", FORMS)
def test_answers_as_mlflow_does(platform, model, mlflow_server, body):
    ours = platform.request("POST", f"/endpoints/{model}/invocations", json=body)
    theirs = requests.post(f"{mlflow_server}/invocations", json=body, timeout=30)
    assert ours.status_code == theirs.status_code == 200, (ours.text, theirs.text)
    flat = lambda answer: [np.ravel(part) for part in columns(answer.json()["predictions"])]  # noqa: E731
    for one, other in zip(flat(ours), flat(theirs), strict=True):
        np.testing.assert_allclose(one.astype(float), other.astype(float), atol=1e-6)


def columns(predictions):
    return [predictions[name] for name in sorted(predictions)] if isinstance(predictions, dict) else [predictions]


@pytest.mark.whole
@pytest.mark.parametrize("body", WRONG)
def test_refuses_what_mlflow_refuses(platform, model, mlflow_server, body):
    ours = platform.request("POST", f"/endpoints/{model}/invocations", json=body)
    theirs = requests.post(f"{mlflow_server}/invocations", json=body, timeout=30)
    assert ours.status_code == 400 and theirs.status_code in (400, 500), (ours.text, theirs.text)
    assert set(ours.json()) == {"error_code", "message"}


@pytest.mark.whole
def test_a_server_of_mlflow_is_a_remote_model(platform, model, mlflow_server, deploy):
    answer = requests.put(
        f"{os.environ['THERMOCLINE_REGISTRY_URL']}/api/v1/deployments/{model}?wait=served&waitSeconds=30",
        json={
            "arms": [{"weight": 100, "version": {"model": model, "version": "1"}}],
            "runtime": "remote",
            "remoteUrl": f"{mlflow_server}/invocations",
        },
        headers=platform.headers,
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    ours = platform.request("POST", f"/endpoints/{model}/invocations", json={"inputs": X.tolist()})
    assert ours.status_code == 200, ours.text
    assert ours.headers["X-Cache"] == "bypass"
