"""NVIDIA's client for the Open Inference Protocol: JSON, bytes, compressed, and gRPC."""

from __future__ import annotations

import queue

import numpy as np
import onnx
import pytest
import tritonclient.grpc as over_grpc
import tritonclient.http as over_http
from onnx import TensorProto, helper
from tritonclient.utils import InferenceServerException

ROWS = np.array([[1, 2], [3, 4]], dtype=np.float32)


def doubling() -> onnx.ModelProto:
    """y = x + x of any number of rows of two."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])
    made = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "doubling", [x], [y])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


@pytest.fixture(scope="module")
def model(deploy):
    return deploy(doubling(), {"x": ROWS})


@pytest.fixture
def http(platform):
    with over_http.InferenceServerClient(platform.gateway.removeprefix("http://")) as client:
        yield client


@pytest.fixture
def grpc(platform):
    with over_grpc.InferenceServerClient(platform.grpc) as client:
        yield client


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize("binary_in", [True, False])
@pytest.mark.parametrize("binary_out", [True, False])
@pytest.mark.parametrize("compression", [None, "gzip", "deflate"])
def test_http_answers_in_every_form(platform, http, model, binary_in, binary_out, compression):
    given = over_http.InferInput("x", [2, 2], "FP32")
    given.set_data_from_numpy(ROWS, binary_data=binary_in)
    wanted = over_http.InferRequestedOutput("y", binary_data=binary_out)
    answer = http.infer(
        model, [given], outputs=[wanted], request_id="7", headers=platform.headers, request_compression_algorithm=compression
    )
    np.testing.assert_array_equal(answer.as_numpy("y"), 2 * ROWS)
    assert answer.get_response()["id"] == "7"
    assert answer.get_response()["model_version"] == "1"


def test_http_tells_what_it_serves(platform, http, model):
    assert http.is_server_live(headers=platform.headers)
    assert http.is_server_ready(headers=platform.headers)
    assert http.is_model_ready(model, headers=platform.headers)
    assert http.is_model_ready(model, "1", headers=platform.headers)
    assert not http.is_model_ready("nothing", headers=platform.headers)
    assert "binary_tensor_data" in http.get_server_metadata(headers=platform.headers)["extensions"]
    metadata = http.get_model_metadata(model, headers=platform.headers)
    assert [tensor["name"] for tensor in metadata["inputs"]] == ["x"]
    assert [tensor["datatype"] for tensor in metadata["outputs"]] == ["FP32"]
    names = {line["name"] for line in http.get_model_repository_index(headers=platform.headers)}
    assert model in names


def test_grpc_answers(platform, grpc, model):
    given = over_grpc.InferInput("x", [2, 2], "FP32")
    given.set_data_from_numpy(ROWS)
    answer = grpc.infer(model, [given], request_id="7", headers=lower(platform.headers))
    np.testing.assert_array_equal(answer.as_numpy("y"), 2 * ROWS)
    assert answer.get_response().id == "7"


def test_grpc_answers_many_calls_at_once(platform, grpc, model):
    given = over_grpc.InferInput("x", [2, 2], "FP32")
    given.set_data_from_numpy(ROWS)
    answers: queue.Queue = queue.Queue()
    for _ in range(50):
        grpc.async_infer(
            model, [given], headers=lower(platform.headers), callback=lambda result, error: answers.put((result, error))
        )
    for _ in range(50):
        result, error = answers.get(timeout=60)
        assert error is None, error
        np.testing.assert_array_equal(result.as_numpy("y"), 2 * ROWS)


def test_grpc_tells_what_it_serves(platform, grpc, model):
    headers = lower(platform.headers)
    assert grpc.is_server_live(headers=headers)
    assert grpc.is_server_ready(headers=headers)
    assert grpc.is_model_ready(model, headers=headers)
    assert not grpc.is_model_ready("nothing", headers=headers)
    assert grpc.get_server_metadata(headers=headers).name == "thermocline"
    assert grpc.get_model_metadata(model, headers=headers).inputs[0].name == "x"


TYPES = {
    "BOOL": (TensorProto.BOOL, np.bool_),
    "UINT8": (TensorProto.UINT8, np.uint8),
    "UINT16": (TensorProto.UINT16, np.uint16),
    "UINT32": (TensorProto.UINT32, np.uint32),
    "UINT64": (TensorProto.UINT64, np.uint64),
    "INT8": (TensorProto.INT8, np.int8),
    "INT16": (TensorProto.INT16, np.int16),
    "INT32": (TensorProto.INT32, np.int32),
    "INT64": (TensorProto.INT64, np.int64),
    "FP16": (TensorProto.FLOAT16, np.float16),
    "FP64": (TensorProto.DOUBLE, np.float64),
    "BYTES": (TensorProto.STRING, np.object_),
}


@pytest.fixture(scope="module")
def echo(deploy):
    """One input and one output of each type."""
    nodes, inputs, outputs = [], [], []
    for name, (kind, _) in TYPES.items():
        nodes.append(helper.make_node("Identity", [f"x_{name}"], [f"y_{name}"]))
        inputs.append(helper.make_tensor_value_info(f"x_{name}", kind, ["n", 2]))
        outputs.append(helper.make_tensor_value_info(f"y_{name}", kind, ["n", 2]))
    made = helper.make_graph(nodes, "echo", inputs, outputs)
    return deploy(helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), None)


def extremes(dtype):
    if dtype is np.object_:
        return np.array([["ä", "b"], ["", "d\n"]], dtype=np.object_)
    if dtype is np.bool_:
        return np.array([[True, False], [False, True]])
    limits = np.finfo(dtype) if np.issubdtype(dtype, np.floating) else np.iinfo(dtype)
    return np.array([[limits.min, limits.max], [0, 1]], dtype=dtype)


@pytest.mark.parametrize("way", ["http", "grpc"])
def test_every_type_comes_back_as_it_went(platform, http, grpc, echo, way):
    client, module = (http, over_http) if way == "http" else (grpc, over_grpc)
    given = []
    for name, (_, dtype) in TYPES.items():
        tensor = module.InferInput(f"x_{name}", [2, 2], name)
        tensor.set_data_from_numpy(extremes(dtype))
        given.append(tensor)
    headers = platform.headers if way == "http" else lower(platform.headers)
    answer = client.infer(echo, given, headers=headers)
    for name, (_, dtype) in TYPES.items():
        got = answer.as_numpy(f"y_{name}")
        if dtype is np.object_:
            got = np.array([[cell.decode() for cell in row] for row in got], dtype=np.object_)
        np.testing.assert_array_equal(got, extremes(dtype), err_msg=name)


def test_refusals_name_what_is_wrong(platform, http, grpc, model):
    for client, module, headers in ((http, over_http, platform.headers), (grpc, over_grpc, lower(platform.headers))):
        given = module.InferInput("x", [1, 3], "FP32")
        given.set_data_from_numpy(np.zeros((1, 3), np.float32))
        with pytest.raises(InferenceServerException, match="shape"):
            client.infer(model, [given], headers=headers)
        with pytest.raises(InferenceServerException, match="nothing"):
            client.infer("nothing", [given], headers=headers)
        wrong = module.InferInput("x", [1, 2], "FP64")
        wrong.set_data_from_numpy(np.zeros((1, 2)))
        with pytest.raises(InferenceServerException, match="FP64"):
            client.infer(model, [wrong], headers=headers)


def test_strangers_are_not_answered(platform, http, grpc, model):
    if not platform.headers:
        pytest.fail("this platform has open doors; run it with tokens")
    for client, module in ((http, over_http), (grpc, over_grpc)):
        given = module.InferInput("x", [2, 2], "FP32")
        given.set_data_from_numpy(ROWS)
        with pytest.raises(InferenceServerException, match="token"):
            client.infer(model, [given])
