"""What the platform holds before the load begins: views, models, a deployment, a steady history."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from history import History
from platform_of_parts import Platform

PATIENTS = 40
MODELS = 3
STEADY_ROWS = 4_000
# A version adds so much to what it is given, so that an answer tells which one it came from.
STEP = 10**9


@dataclass
class World:
    platform: Platform
    experiment: str
    steady_rows: str
    steady_digest: str


def furnish(platform: Platform, history: History) -> World:
    views(platform)
    steady = ask(platform, "POST", f"{platform.features}/api/v1/views/steady/snapshots", steady_csv(), "text/csv")
    assert steady["rows"] == STEADY_ROWS, steady
    probes = ["patient_id,event_timestamp"]
    probes += [f"{i % PATIENTS},2026-01-{1 + i % 20:02d}T12:00:00Z" for i in range(2_000)]
    url = f"{platform.features}/api/v1/joins/entity-rows"
    rows = ask(platform, "POST", url, "\n".join(probes).encode(), "text/csv")["path"]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    first = [{"patient_id": i, "event_time": now, "value": 0.0} for i in range(PATIENTS)]
    body = {"source": "gauges", "to": "online_and_offline", "rows": first}
    ask(platform, "POST", f"{platform.features}/api/v1/push", body)
    history.note("push", rows=[(row["patient_id"], row["event_time"], row["value"]) for row in first])
    deploy(platform)
    created = ask(platform, "POST", f"{platform.registry}/api/2.0/mlflow/experiments/create", {"name": "chaos"})
    digest = join(platform, steady_join(rows))["result"]["digest"]
    return World(platform, created["experiment_id"], rows, digest)


def ask(platform: Platform, method: str, url: str, body: Any = None, media: str = "application/json") -> Any:
    data = {"data": body} if isinstance(body, bytes) else {"json": body}
    answer = requests.request(method, url, headers={**platform.headers, "Content-Type": media}, timeout=120, **data)
    assert answer.status_code < 300, f"{method} {url}: {answer.status_code} {answer.text[:1000]}"
    return answer.json()


def views(platform: Platform) -> None:
    value = [{"name": "value", "type": "float64"}]
    gauge = {"name": "gauge", "entity": "patient", "fields": value, "source": {"push": "gauges"}}
    steady = {"name": "steady", "entity": "patient", "fields": value}
    body = {
        "entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
        "pushSources": [{"name": "gauges"}],
        "views": [gauge, steady],
        "featureServices": [{"name": "gauges", "features": ["gauge:value"]}],
    }
    ask(platform, "POST", f"{platform.features}/api/v1/views/apply", body)


def steady_csv() -> bytes:
    lines = ["patient_id,event_time,value"]
    lines += [
        f"{i % PATIENTS},2026-01-{1 + i % 20:02d}T{i % 24:02d}:{i // 24 % 60:02d}:{i % 60:02d}.{i:06d}Z,{i}.0"
        for i in range(STEADY_ROWS)
    ]
    return ("\n".join(lines) + "\n").encode()


def steady_join(rows: str) -> dict[str, Any]:
    return {"features": ["steady:value"], "entityRowsPath": rows, "snapshots": [{"view": "steady", "number": 1}]}


def join(platform: Platform, order: dict[str, Any]) -> dict[str, Any]:
    begun = ask(platform, "POST", f"{platform.features}/api/v1/joins", order)
    end = time.monotonic() + 240
    while time.monotonic() < end:
        job = ask(platform, "GET", f"{platform.features}/api/v1/joins/{begun['id']}")
        if "finishedAt" in job:
            assert job["state"] == "succeeded", job
            return job
        time.sleep(0.1)
    raise TimeoutError(f"join {begun['id']} does not end")


def deploy(platform: Platform) -> None:
    import mlflow
    import onnx
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema
    from onnx import TensorProto, helper

    os.environ["MLFLOW_TRACKING_TOKEN"] = platform.environment["THERMOCLINE_TOKEN"]
    mlflow.set_tracking_uri(platform.registry)
    mlflow.set_experiment("models")
    signature = ModelSignature(inputs=Schema([ColSpec("double", "value")]))
    for number in range(1, MODELS + 1):
        x = helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["n", 1])
        y = helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["n", 1])
        add = helper.make_node("Add", ["x", "step"], ["y"])
        step = helper.make_tensor("step", TensorProto.DOUBLE, [1], [float(number * STEP)])
        graph = helper.make_graph([add], "add", [x], [y], [step])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
        onnx.checker.check_model(model)
        with mlflow.start_run():
            mlflow.onnx.log_model(
                model, name="model", registered_model_name="add", signature=signature, save_as_external_data=False
            )
    alias = f"{platform.registry}/api/v1/models/add/aliases/champion"
    ask(platform, "PUT", alias, {"version": "1", "reason": "the first"})
    arm = {"weight": 100, "version": {"model": "add", "version": "@champion"}}
    service = {"name": "gauges", "version": 1}
    url = f"{platform.registry}/api/v1/deployments?wait=served&waitSeconds=60"
    ask(platform, "POST", url, {"name": "joined", "arms": [arm], "featureService": service})
