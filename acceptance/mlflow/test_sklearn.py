from __future__ import annotations

import warnings

import mlflow
import numpy
from sklearn.linear_model import LogisticRegression

FEATURES = numpy.array([[0.0], [1.0], [2.0], [3.0]])
LABELS = numpy.array([0, 0, 1, 1])


def test_a_scikit_learn_model_is_logged_and_loaded(client, experiment):
    model = LogisticRegression().fit(FEATURES, LABELS)
    with mlflow.start_run() as run:
        mlflow.log_metric("acc", 1.0, step=0)
        logged = mlflow.sklearn.log_model(model, name="model", input_example=FEATURES, params={"kind": "linear"})
    found = mlflow.get_logged_model(logged.model_id)
    assert str(found.status) == "READY" and found.source_run_id == run.info.run_id
    assert found.params == {"kind": "linear"}
    assert [o.model_id for o in client.get_run(run.info.run_id).outputs.model_outputs] == [logged.model_id]
    loaded = mlflow.pyfunc.load_model(logged.model_uri)
    assert list(loaded.predict(FEATURES)) == list(model.predict(FEATURES))
    by_run = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    assert list(by_run.predict(FEATURES)) == list(model.predict(FEATURES))


def test_autolog(client, experiment):
    mlflow.sklearn.autolog(log_datasets=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with mlflow.start_run() as run:
                LogisticRegression(C=0.5).fit(FEATURES, LABELS)
    finally:
        mlflow.sklearn.autolog(disable=True)
    data = client.get_run(run.info.run_id).data
    assert data.params["C"] == "0.5" and "training_accuracy_score" in data.metrics
