from __future__ import annotations

import math

import mlflow
import numpy
import pytest
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LogisticRegression

FEATURES = numpy.array([[0.0], [1.0], [2.0], [3.0]])
LABELS = numpy.array([0, 0, 1, 1])


def test_it_is_the_older_client():
    assert mlflow.__version__.startswith("2.")


def test_a_run_keeps_what_it_logs(client, experiment):
    with mlflow.start_run(run_name="first", tags={"team": "ocean"}) as run:
        mlflow.log_params({"lr": 0.1, "depth": 5})
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metrics({"loss": 0.25, "nan": math.nan}, step=2)
        with mlflow.start_run(nested=True) as child:
            mlflow.set_tag("a", "1")
    found = client.get_run(run.info.run_id)
    assert found.info.status == "FINISHED" and found.info.run_name == "first"
    assert found.data.params == {"lr": "0.1", "depth": "5"}
    assert found.data.metrics["loss"] == 0.25 and math.isnan(found.data.metrics["nan"])
    assert client.get_parent_run(child.info.run_id).info.run_id == run.info.run_id
    assert [m.value for m in client.get_metric_history(run.info.run_id, "loss")] == [0.5, 0.25]


def test_batches_and_refusals(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_batch(run, [Metric("m", i, i, i) for i in range(100)], [Param("p", "1")], [RunTag("t", "1")])
    with pytest.raises(MlflowException) as changed:
        client.log_batch(run, params=[Param("p", "2")])
    assert changed.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException) as unknown:
        client.get_run("0" * 32)
    assert unknown.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_search_in_pages(client, experiment):
    ids = []
    for i in range(7):
        ids.append(client.create_run(experiment, start_time=1000 + i).info.run_id)
        client.log_metric(ids[i], "m", i)
    assert [r.info.run_id for r in client.search_runs([experiment], "metrics.m > 4")] == [ids[6], ids[5]]
    seen, token = [], None
    while True:
        page = client.search_runs([experiment], order_by=["metrics.m ASC"], max_results=3, page_token=token)
        seen += [run.info.run_id for run in page]
        token = page.token
        if not token:
            break
    assert seen == ids


def test_artifacts(client, experiment, tmp_path):
    with mlflow.start_run() as run:
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"a": 1}, "conf.json")
    assert {f.path for f in client.list_artifacts(run.info.run_id)} == {"notes", "conf.json"}
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/hello.txt") == "hello"


def test_a_scikit_learn_model_is_logged_and_loaded(client, experiment):
    model = LogisticRegression().fit(FEATURES, LABELS)
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(model, "model", input_example=FEATURES)
    assert "model" in client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"]
    loaded = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    assert list(loaded.predict(FEATURES)) == list(model.predict(FEATURES))


def test_delete_and_restore(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.delete_run(run)
    assert client.search_runs([experiment]) == []
    client.restore_run(run)
    assert len(client.search_runs([experiment])) == 1
    client.delete_experiment(experiment)
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    client.restore_experiment(experiment)
