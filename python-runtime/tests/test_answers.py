"""What a worker answers is what mlflow.pyfunc answers."""

from __future__ import annotations

import json
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest

from workers import Running, Start


@pytest.fixture(scope="module")
def forest(start_worker: Start) -> Running:
    return start_worker("forest")


def test_columns_one_by_one(forest: Running, models: Path, frame: pd.DataFrame) -> None:
    inputs = [
        {"name": "age", "datatype": "INT64", "shape": [200], "data": frame.age.tolist()},
        {"name": "bp", "datatype": "FP64", "shape": [200], "data": frame.bp.tolist()},
        {"name": "bmi", "datatype": "FP64", "shape": [200, 1], "data": frame.bmi.tolist()},
    ]

    status, answer = forest.infer(id="7", inputs=inputs)

    assert status == 200
    assert answer["id"] == "7"
    (output,) = answer["outputs"]
    expected = mlflow.pyfunc.load_model(str(models / "forest")).predict(frame)
    assert output["shape"] == [200]
    assert output["datatype"] == "BOOL"
    assert output["data"] == expected.tolist()


def test_binary_tensors_both_ways(start_worker: Start, models: Path, frame: pd.DataFrame) -> None:
    worker = start_worker("line")
    matrix = np.ascontiguousarray(frame.to_numpy())
    blob = matrix.tobytes()
    head = json.dumps(
        {
            "parameters": {"binary_data_output": True},
            "inputs": [
                {
                    "name": "",
                    "datatype": "FP64",
                    "shape": [200, 3],
                    "parameters": {"binary_data_size": len(blob)},
                }
            ],
        }
    ).encode()

    status, body, headers = worker.ask(
        "POST",
        "/v2/models/model/infer",
        head + blob,
        Inference_Header_Content_Length=str(len(head)),
    )

    assert status == 200
    length = int(headers["inference-header-content-length"])
    assert json.loads(body[:length])["outputs"][0]["datatype"] == "FP64"
    expected = mlflow.pyfunc.load_model(str(models / "line")).predict(matrix)
    assert np.array_equal(np.frombuffer(body[length:]), expected)


def test_a_matrix_with_names_for_its_columns(start_worker: Start, frame: pd.DataFrame) -> None:
    worker = start_worker("bare")
    matrix = frame.to_numpy()[:5]

    status, answer = worker.infer(
        inputs=[{"name": "input", "datatype": "FP64", "shape": [5, 3], "data": matrix.tolist()}]
    )

    assert status == 200
    assert np.allclose(answer["outputs"][0]["data"], matrix @ [1, 2, 3])


def test_text_and_times_reach_a_custom_model(start_worker: Start) -> None:
    worker = start_worker("custom")

    status, answer = worker.infer(
        inputs=[
            {"name": "word", "datatype": "BYTES", "shape": [2], "data": ["ä", "b"]},
            {
                "name": "at",
                "datatype": "BYTES",
                "shape": [2],
                "data": ["2026-01-31T12:00:00Z", "2026-02-01T00:00:00+02:00"],
            },
        ]
    )

    assert status == 200, answer
    assert answer["outputs"][0]["data"] == ["ä@2026-01-31", "b@2026-01-31"]


def test_invocations_as_mlflow_asks(forest: Running, models: Path, frame: pd.DataFrame) -> None:
    expected = mlflow.pyfunc.load_model(str(models / "forest")).predict(frame.head(4)).tolist()
    for form in (
        {"dataframe_split": json.loads(frame.head(4).to_json(orient="split"))},
        {"dataframe_records": json.loads(frame.head(4).to_json(orient="records"))},
        {"instances": json.loads(frame.head(4).to_json(orient="records"))},
    ):
        status, body, _ = forest.ask(
            "POST", "/invocations", json.dumps(form).encode(), Content_Type="application/json"
        )
        assert status == 200, body
        assert json.loads(body) == {"predictions": expected}


def test_describes_itself(forest: Running) -> None:
    _, body, _ = forest.ask("GET", "/v2/models/model")
    described = json.loads(body)
    assert [i["datatype"] for i in described["inputs"]] == ["INT64", "FP64", "FP64"]
    assert [o["name"] for o in described["outputs"]] == ["predictions"]
    assert forest.ask("GET", "/v2/health/ready")[0] == 200
    assert b"predict_seconds_count" in forest.ask("GET", "/metrics")[1]


@pytest.mark.parametrize(
    "inputs",
    [
        [],
        [{"name": "age"}],
        [{"name": "age", "datatype": "FP99", "shape": [1], "data": [1]}],
        [{"name": "age", "datatype": "INT64", "shape": [2], "data": [1]}],
        [{"name": "age", "datatype": "INT64", "shape": [1], "data": [1.5]}],
        [{"name": "age", "datatype": "INT64", "shape": [1], "data": [True]}],
        [{"name": "age", "datatype": "INT64", "shape": [1], "data": [2**70]}],
        [{"name": "age", "datatype": "INT64", "shape": [-1], "data": [1]}],
        [{"name": "age", "datatype": "INT64", "shape": [2**40, 2**40], "data": [1]}],
        [{"name": "age", "datatype": "INT64", "shape": [1], "data": [1]}],
        [{"name": "age", "datatype": "BYTES", "shape": [1], "data": [1]}],
        ["age"],
    ],
)
def test_bad_inputs_are_the_callers_fault(forest: Running, inputs: list[object]) -> None:
    status, answer = forest.infer(inputs=inputs)

    assert status == 400
    assert answer["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"inputs": 3}', b"[" * 100_000])
def test_broken_bodies_are_the_callers_fault(forest: Running, body: bytes) -> None:
    assert forest.ask("POST", "/v2/models/model/infer", body)[0] == 400


def test_unknown_routes_and_methods(forest: Running) -> None:
    assert forest.ask("GET", "/v2/models/other")[0] == 404
    assert forest.ask("GET", "/v2/models/model/infer")[0] == 405
    assert forest.ask("POST", "/invocations", b"a,b", Content_Type="text/csv")[0] == 415
