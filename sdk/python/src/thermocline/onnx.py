"""An ONNX form beside a scikit-learn, XGBoost or LightGBM model: one more flavor in its MLmodel.

The gateway runs such a model in its own process, without Python. The form is compared with
``predict`` on the input example before anything is uploaded; where they differ, nothing is logged.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

from ._errors import InvalidArgument

_FILE = "model.onnx"
_TOLERANCE = 1e-4


def log_model(
    model: Any,
    name: str,
    *,
    input_example: Any,
    registered_model_name: str | None = None,
    **more: Any,
) -> Any:
    """Logs the model as its own mlflow flavor would, with an ONNX form beside it.

    Needs mlflow, onnx, onnxruntime and skl2onnx (onnxmltools for XGBoost and LightGBM).
    """
    if input_example is None:
        raise InvalidArgument(
            "The ONNX form is compared with predict() on an input example: pass input_example=.",
            code="no-input-example",
        )
    models = importlib.import_module("mlflow.models")
    return models.Model.log(
        artifact_path=None,
        name=name,
        flavor=importlib.import_module(__name__),
        registered_model_name=registered_model_name,
        trained=model,
        input_example=input_example,
        **more,
    )


def save_model(path: str, mlflow_model: Any, trained: Any, input_example: Any, **more: Any) -> None:
    """What mlflow calls to write the folder."""
    flavor = _flavor(trained)
    key = "sk_model" if flavor.__name__.endswith("sklearn") else f"{_short(flavor)[:3]}_model"
    flavor.save_model(
        **{key: trained}, path=path, mlflow_model=mlflow_model, input_example=input_example, **more
    )
    form = convert(trained, input_example)
    output = _agreeing_output(form, trained, input_example)
    form = _flattened(form, output)
    Path(path, _FILE).write_bytes(form)
    mlflow_model.add_flavor("onnx", onnx_version=_version("onnx"), data=_FILE, output=output)
    mlflow_model.save(str(Path(path, "MLmodel")))


def convert(trained: Any, example: Any) -> bytes:
    """The model as ONNX, with one float32 matrix as its input."""
    columns = _matrix(example).shape[1]
    module = type(trained).__module__.split(".")[0]
    if module in ("xgboost", "lightgbm"):
        tools = _need("onnxmltools")
        types = importlib.import_module("onnxmltools.convert.common.data_types")
        make = getattr(tools, f"convert_{module}")
        made = make(
            trained, initial_types=[("input", types.FloatTensorType([None, columns]))], zipmap=False
        )
    else:
        skl2onnx = _need("skl2onnx")
        types = importlib.import_module("skl2onnx.common.data_types")
        options = {id(trained): {"zipmap": False}} if hasattr(trained, "classes_") else None
        made = skl2onnx.convert_sklearn(
            trained,
            initial_types=[("input", types.FloatTensorType([None, columns]))],
            options=options,
        )
    return bytes(made.SerializeToString())


def _agreeing_output(form: bytes, trained: Any, example: Any) -> str:
    """The name of the output that equals predict(), or a refusal."""
    import numpy as np

    runtime = _need("onnxruntime")
    session = runtime.InferenceSession(form, providers=["CPUExecutionProvider"])
    values = _matrix(example).astype("float32")
    outputs = session.run(None, {session.get_inputs()[0].name: values})
    wanted = np.asarray(trained.predict(example)).ravel()
    furthest = []
    for described, got in zip(session.get_outputs(), outputs, strict=True):
        flat = np.asarray(got).ravel()
        if flat.shape != wanted.shape:
            continue
        if wanted.dtype.kind in "OUSb":
            agrees, apart = bool((flat.astype(str) == wanted.astype(str)).all()), float("nan")
        else:
            apart = float(np.max(np.abs(flat - wanted) / np.maximum(1, np.abs(wanted))))
            agrees = apart <= _TOLERANCE
        if agrees:
            return str(described.name)
        furthest.append(f"{described.name} is off by {apart:g}")
    raise InvalidArgument(
        "The ONNX form does not answer as predict() does on the input example "
        f"({'; '.join(furthest) or 'no output has its shape'}). Nothing was logged. Trees that "
        "split on values finer than float32 can do that: log the model as it is and let Python "
        "serve it.",
        code="onnx-differs",
    )


def _flattened(form: bytes, output: str) -> bytes:
    """The same model, whose named output has one value a row, as predict() has, not a column."""
    onnx = _need("onnx")
    made = onnx.load_model_from_string(form)
    graph = made.graph
    found = next(entry for entry in graph.output if entry.name == output)
    if len(found.type.tensor_type.shape.dim) != 2:
        return form
    inner = f"{output}_column"
    for node in graph.node:
        node.output[:] = [inner if name == output else name for name in node.output]
        node.input[:] = [inner if name == output else name for name in node.input]
    graph.initializer.append(
        onnx.helper.make_tensor("one_a_row", onnx.TensorProto.INT64, [1], [-1])
    )
    graph.node.append(onnx.helper.make_node("Reshape", [inner, "one_a_row"], [output]))
    flat = onnx.helper.make_tensor_value_info(output, found.type.tensor_type.elem_type, [None])
    found.CopyFrom(flat)
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


def _matrix(example: Any) -> Any:
    import numpy as np

    matrix = np.asarray(example, dtype="float64")
    return matrix.reshape(1, -1) if matrix.ndim == 1 else matrix


def _flavor(trained: Any) -> ModuleType:
    module = type(trained).__module__.split(".")[0]
    name = module if module in ("xgboost", "lightgbm") else "sklearn"
    return importlib.import_module(f"mlflow.{name}")


def _short(flavor: ModuleType) -> str:
    short: str = flavor.__name__.rsplit(".", 1)[-1]
    return {"lightgbm": "lgb"}.get(short, short)


def _need(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        raise InvalidArgument(
            f"The ONNX form needs {name}: pip install 'thermocline[onnx]'.", code="missing-extra"
        ) from missing


def _version(name: str) -> str:
    return str(_need(name).__version__)
