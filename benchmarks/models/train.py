#!/usr/bin/env python3
"""The models that the suites `predict` and `cache` serve, as folders of MLflow.

Trained once from a seed and kept under ~/.cache/thermocline (or $THERMOCLINE_CACHE); prints where.
Each has a folder `tensor` (ONNX, one matrix), `columns` (ONNX, a column for each feature, so that
features of a feature service feed it), and, where scikit-learn made it, `python` (its pickle).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "acceptance"))
sys.dont_write_bytecode = True

SEED, ROWS, COLUMNS = 11, 4_000, 50
# Layers of one matrix that stays in a core's own cache: the work grows, what is read does not.
WIDTH = 256


def home() -> Path:
    made_of = (HERE / "requirements.txt").read_bytes() + Path(__file__).read_bytes()
    cache = Path(os.environ.get("THERMOCLINE_CACHE") or Path.home() / ".cache" / "thermocline")
    return cache / "bench-models" / hashlib.sha256(made_of).hexdigest()[:12]


def in_its_environment() -> None:
    """Begins again with the interpreter that has the libraries; what it installs it says on stderr."""
    from clients import interpreter

    sys.stdout.flush()
    saved = os.dup(1)
    os.dup2(2, 1)
    python = interpreter(HERE)
    os.dup2(saved, 1)
    if Path(sys.prefix) != python.parent.parent:
        os.execv(python, [str(python), *sys.argv])


def data():
    import numpy as np

    random = np.random.default_rng(SEED)
    x = random.random(size=(ROWS, COLUMNS)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] + np.sin(5 * x[:, 2]) + x[:, 3:20].mean(axis=1) + 0.1 * random.normal(size=ROWS) > 1.1).astype(int)
    return x, y


def exported(model):
    import skl2onnx
    from skl2onnx.common.data_types import FloatTensorType

    inputs = [("x", FloatTensorType([None, COLUMNS]))]
    return skl2onnx.convert_sklearn(model, initial_types=inputs, options={id(model): {"zipmap": False}}, target_opset=15)


def dense(layers: int):
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(SEED)
    first = random.normal(size=(COLUMNS, WIDTH)).astype(np.float32)
    middle = (random.normal(size=(WIDTH, WIDTH)) * np.sqrt(2 / WIDTH)).astype(np.float32)
    last = random.normal(size=(WIDTH, 1)).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["x", "first"], ["h0"])]
    for i in range(layers):
        nodes.append(helper.make_node("MatMul", [f"h{i}", "middle"], [f"p{i}"]))
        nodes.append(helper.make_node("Relu", [f"p{i}"], [f"h{i + 1}"]))
    nodes.append(helper.make_node("MatMul", [f"h{layers}", "last"], ["y"]))
    graph = helper.make_graph(
        nodes,
        "dense",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", COLUMNS])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1])],
        [numpy_helper.from_array(a, name) for name, a in (("first", first), ("middle", middle), ("last", last))],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def seconds(model) -> float:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = {"x": data()[0][:1]}
    least = float("inf")
    for _ in range(300):
        start = time.perf_counter()
        session.run(None, feed)
        least = min(least, time.perf_counter() - start)
    return least


def dense_of(wanted: float):
    """As many layers as take about so long on this machine."""
    few = 40
    return dense(max(1, round(few * wanted / seconds(dense(few)))))


def main() -> None:
    folder = home()
    if (folder / ".complete").is_file():
        print(folder)
        return
    in_its_environment()
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    import mlflow
    from mlflow.models import ModelSignature, infer_signature
    from mlflow.types import ColSpec, Schema
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.neural_network import MLPClassifier

    print(f"training the models of the benchmarks into {folder} (once)", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    x, y = data()
    columns = ModelSignature(inputs=Schema([ColSpec("double", f"f{i}") for i in range(COLUMNS)]))
    wanted = [line for line in (HERE / "requirements.txt").read_text().split() if "mlflow" in line or "scikit" in line]
    trained = {
        "boosting": GradientBoostingClassifier(n_estimators=100, random_state=SEED),
        "forest": RandomForestClassifier(100, random_state=SEED, n_jobs=1),
        "mlp": MLPClassifier((32, 16), random_state=SEED, max_iter=60),
    }
    graphs = {}
    for name, model in trained.items():
        model.fit(x, y)
        graphs[name] = exported(model)
        mlflow.sklearn.save_model(
            model,
            folder / name / "python",
            serialization_format="cloudpickle",
            signature=infer_signature(x[:5], model.predict(x[:5])),
            input_example=x[:1],
            pip_requirements=wanted,
        )
    graphs["1ms"], graphs["5ms"] = dense_of(0.001), dense_of(0.005)
    for name, graph in graphs.items():
        for form, signature in (("tensor", infer_signature({"x": x[:5]})), ("columns", columns)):
            mlflow.onnx.save_model(
                graph, folder / name / form, signature=signature, save_as_external_data=False, pip_requirements=["onnx"]
            )
    (folder / ".complete").touch()
    print(folder)


if __name__ == "__main__":
    main()
