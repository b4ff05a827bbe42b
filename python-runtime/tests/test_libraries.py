"""Models of other libraries answer through a worker what they answer through mlflow.pyfunc."""

from __future__ import annotations

from pathlib import Path

import lightgbm
import mlflow
import numpy as np
import pandas as pd
import pytest
import xgboost
from mlflow.models import infer_signature

from workers import Start


def save(library: str, folder: Path, frame: pd.DataFrame) -> None:
    target = (frame.bp > 120).astype(int)
    if library == "xgboost":
        tree = xgboost.XGBClassifier(n_estimators=20, n_jobs=1).fit(frame, target)
        signature = infer_signature(frame, tree.predict(frame))
        mlflow.xgboost.save_model(tree, folder, signature=signature)
    else:
        leaf = lightgbm.LGBMClassifier(n_estimators=20, n_jobs=1, verbose=-1).fit(frame, target)
        signature = infer_signature(frame, leaf.predict(frame))
        mlflow.lightgbm.save_model(leaf, folder, signature=signature)


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
def test_equals_pyfunc(
    library: str, start_worker: Start, models: Path, frame: pd.DataFrame
) -> None:
    save(library, models / library, frame)
    worker = start_worker(library)
    inputs = [
        {
            "name": column,
            "datatype": "INT64" if column == "age" else "FP64",
            "shape": [len(frame)],
            "data": frame[column].tolist(),
        }
        for column in frame.columns
    ]

    status, answer = worker.infer(inputs=inputs)

    assert status == 200, answer
    (output,) = answer["outputs"]
    expected = np.asarray(mlflow.pyfunc.load_model(str(models / library)).predict(frame))
    assert output["datatype"] == {"int64": "INT64", "int32": "INT32"}[str(expected.dtype)]
    assert output["data"] == expected.tolist()
