"""What the gateway answers for an ONNX export is what the library says that trained it.

Trees compare with thresholds. A library that keeps them as doubles and an export that keeps them as
floats can part at a value that lies on a threshold to the last bit: such rows are counted, named and
shown to lie on one; everywhere else the answers agree to 1e-5.
"""

from __future__ import annotations

import json

import lightgbm
import numpy as np
import onnxmltools
import pytest
import skl2onnx
import tritonclient.grpc as over_grpc
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as OfTools
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

ROWS, COLUMNS, BATCH = 10_000, 20, 1_000
MOST_FLIPS = 20


def data(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, COLUMNS)).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + 0.2 * random.normal(size=rows) > 0).astype(int)


def by_skl2onnx(model):
    return skl2onnx.convert_sklearn(
        model, initial_types=[("x", FloatTensorType([None, COLUMNS]))], options={id(model): {"zipmap": False}}, target_opset=15
    )


def by_xgboost(model):
    return onnxmltools.convert_xgboost(model, initial_types=[("x", OfTools([None, COLUMNS]))], target_opset=15)


def by_lightgbm(model):
    return onnxmltools.convert_lightgbm(
        model, initial_types=[("x", OfTools([None, COLUMNS]))], zipmap=False, target_opset=15
    )


def of_sklearn(model) -> list[tuple[int, float]]:
    trees = [tree.tree_ for tree in np.ravel(getattr(model, "estimators_", []))]
    return [(int(f), float(t)) for tree in trees for f, t in zip(tree.feature, tree.threshold, strict=True) if f >= 0]


def of_lightgbm(model) -> list[tuple[int, float]]:
    found: list[tuple[int, float]] = []

    def walk(node):
        if "threshold" in node:
            found.append((int(node["split_feature"]), float(node["threshold"])))
            walk(node["left_child"])
            walk(node["right_child"])

    for tree in model.booster_.dump_model()["tree_info"]:
        walk(tree["tree_structure"])
    return found


def nowhere(model) -> list[tuple[int, float]]:
    return []


# One thread each: the answers are what is compared, and the machine has other work.
CASES = {
    "logistic": (LogisticRegression(), by_skl2onnx, nowhere),
    "mlp": (MLPClassifier((32, 16), random_state=1, max_iter=60), by_skl2onnx, nowhere),
    "forest": (RandomForestClassifier(60, random_state=1), by_skl2onnx, of_sklearn),
    "boosting": (GradientBoostingClassifier(n_estimators=80, random_state=1), by_skl2onnx, of_sklearn),
    "xgboost": (xgboost.XGBClassifier(n_estimators=80, max_depth=5, random_state=1, n_jobs=1), by_xgboost, nowhere),
    "lightgbm": (lightgbm.LGBMClassifier(n_estimators=80, random_state=1, n_jobs=1, verbose=-1), by_lightgbm, of_lightgbm),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES)
def test_answers_equal_those_of_the_library(platform, deploy, case, capsys):
    model, export, thresholds = CASES[case]
    model.fit(*data(1, 3_000))
    x, _ = data(2, ROWS)
    exported = export(model)
    name = deploy(exported, {exported.graph.input[0].name: x[:2]})
    probabilities = exported.graph.output[1].name

    answers = []
    with over_grpc.InferenceServerClient(platform.grpc) as client:
        for start in range(0, ROWS, BATCH):
            given = over_grpc.InferInput(exported.graph.input[0].name, [BATCH, COLUMNS], "FP32")
            given.set_data_from_numpy(x[start : start + BATCH])
            headers = {key.lower(): value for key, value in platform.headers.items()}
            answers.append(client.infer(name, [given], headers=headers).as_numpy(probabilities))
    got, wanted = np.concatenate(answers), model.predict_proba(x)

    apart = np.abs(got - wanted).max(axis=1)
    flipped = np.flatnonzero(apart > 1e-5)
    on_threshold = {(feature, np.float32(value)) for feature, value in thresholds(model)}
    named = {
        int(row): [f"x{column}={x[row, column]!r}" for column in range(COLUMNS) if (column, x[row, column]) in on_threshold]
        for row in flipped
    }
    others = np.flatnonzero(got.argmax(axis=1) != wanted.argmax(axis=1))
    ties = np.abs(wanted[others, 0] - wanted[others, 1]) < 2e-5
    worst = apart[np.setdiff1d(np.arange(ROWS), flipped)].max()
    with capsys.disabled():
        print(f"\n{case}: {ROWS} rows, largest difference {worst:.1e}, {len(flipped)} rows at a threshold, {len(others)} other classes, {ties.sum()} of them ties")
        if named:
            print(json.dumps(named))
    assert all(named.values()), f"rows that differ and lie on no threshold: {[row for row, at in named.items() if not at]}"
    assert len(flipped) <= MOST_FLIPS
    assert set(others[~ties]) <= set(flipped), "another class where the probabilities are no tie"
