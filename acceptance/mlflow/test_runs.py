from __future__ import annotations

import math
import threading
import uuid

import mlflow
import pandas
import pytest
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException


def test_a_run_keeps_what_it_logs(client, experiment):
    with mlflow.start_run(run_name="first", tags={"team": "ocean"}, description="what it is") as run:
        mlflow.log_param("depth", 5)
        mlflow.log_params({"lr": 0.1, "long": "x" * 5000, "unicode": "ä☀𝄞"})
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metrics({"loss": 0.25, "acc": 0.75}, step=2)
        mlflow.set_tags({"a": "1", "b/c": "two words"})
    found = client.get_run(run.info.run_id)
    assert found.info.status == "FINISHED" and found.info.run_name == "first"
    assert found.info.experiment_id == experiment
    assert found.info.start_time <= found.info.end_time
    assert found.info.artifact_uri == f"mlflow-artifacts:/{experiment}/{run.info.run_id}/artifacts"
    assert found.data.params == {"depth": "5", "lr": "0.1", "long": "x" * 5000, "unicode": "ä☀𝄞"}
    assert found.data.metrics == {"loss": 0.25, "acc": 0.75}
    assert found.data.tags["team"] == "ocean" and found.data.tags["b/c"] == "two words"
    assert found.data.tags["mlflow.runName"] == "first"
    assert found.data.tags["mlflow.note.content"] == "what it is"


def test_a_failing_run_says_so(client, experiment):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert client.get_run(run.info.run_id).info.status == "FAILED"


def test_nested_runs_know_their_parent(client, experiment):
    with mlflow.start_run() as parent:
        with mlflow.start_run(nested=True) as child:
            mlflow.log_metric("m", 1)
    assert client.get_parent_run(child.info.run_id).info.run_id == parent.info.run_id
    children = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
    assert [run.info.run_id for run in children] == [child.info.run_id]


def test_runs_without_a_name_get_one_and_can_be_renamed(client, experiment):
    run = client.create_run(experiment)
    assert run.info.run_name and run.data.tags["mlflow.runName"] == run.info.run_name
    client.update_run(run.info.run_id, name="second")
    client.set_tag(run.info.run_id, "mlflow.runName", "third")
    found = client.get_run(run.info.run_id)
    assert found.info.run_name == found.data.tags["mlflow.runName"] == "third"
    assert [r.info.run_id for r in client.search_runs([experiment], "attributes.run_name = 'third'")] == [run.info.run_id]
    assert [r.info.run_id for r in client.search_runs([experiment], "tags.`mlflow.runName` LIKE 'thi%'")] == [run.info.run_id]


def test_the_newest_point_of_a_metric_is_by_step_then_time_then_value(client, experiment):
    run = client.create_run(experiment).info.run_id
    points = [(1.0, 5, 3), (2.0, 9, 2), (3.0, 5, 3), (9.0, 4, 3), (0.5, 100, 1)]
    for value, timestamp, step in points:
        client.log_metric(run, "m", value, timestamp=timestamp, step=step)
    assert client.get_run(run).data.metrics["m"] == 3.0
    history = client.get_metric_history(run, "m")
    assert sorted((m.value, m.timestamp, m.step) for m in history) == sorted(points)


def test_numbers_that_are_none_and_without_bound(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_metric(run, "nan", math.nan)
    client.log_metric(run, "up", math.inf)
    client.log_batch(run, metrics=[Metric("down", -math.inf, 1, 0), Metric("nan2", math.nan, 1, 0)])
    metrics = client.get_run(run).data.metrics
    assert math.isnan(metrics["nan"]) and math.isnan(metrics["nan2"])
    assert metrics["up"] == 1.7976931348623157e308 and metrics["down"] == -1.7976931348623157e308
    assert math.isnan(client.get_metric_history(run, "nan")[0].value)


def test_a_batch_is_stored_whole_or_not_at_all(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.log_param(run, "p", "1")
    client.log_param(run, "p", "1")
    with pytest.raises(MlflowException) as changed:
        client.log_batch(
            run,
            metrics=[Metric("m", 1, 1, 1)],
            params=[Param("other", "x"), Param("p", "2")],
            tags=[RunTag("t", "1")],
        )
    assert changed.value.error_code == "INVALID_PARAMETER_VALUE"
    found = client.get_run(run).data
    assert found.params == {"p": "1"} and found.metrics == {} and "t" not in found.tags


def test_the_largest_batch_and_one_more(client, experiment):
    run = client.create_run(experiment).info.run_id
    metrics = [Metric(f"m{i % 100}", i, i, i) for i in range(1000)]
    for _ in range(2):  # the second time is a retry and changes nothing
        client.log_batch(run, metrics=metrics)
    assert client.get_run(run).data.metrics == {f"m{i}": float(900 + i) for i in range(100)}
    assert len(client.get_metric_history(run, "m0")) == 10


def test_metrics_without_waiting(client, experiment):
    with mlflow.start_run() as run:
        for i in range(50):
            mlflow.log_metric("async", i, step=i, synchronous=False)
    mlflow.flush_async_logging()
    assert client.get_run(run.info.run_id).data.metrics["async"] == 49
    assert len(client.get_metric_history(run.info.run_id, "async")) == 50


def test_many_clients_write_to_one_run_at_once(client, experiment):
    run = client.create_run(experiment).info.run_id
    failures: list[BaseException] = []

    def write(worker: int) -> None:
        try:
            for step in range(10):
                keys = [f"k{(worker + i) % 20}" for i in range(20)]
                metrics = [Metric(key, worker, step, step) for key in keys]
                client.log_batch(run, metrics=metrics, tags=[RunTag(key, str(worker)) for key in keys])
        except BaseException as failure:  # noqa: BLE001 - the threads' failures are what is counted
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    found = client.get_run(run).data.metrics
    assert found == {f"k{i}": 15.0 for i in range(20)}
    assert len(client.get_metric_history(run, "k0")) == 16 * 10


def test_delete_and_restore_of_runs(client, experiment):
    run = client.create_run(experiment).info.run_id
    client.delete_run(run)
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    assert client.search_runs([experiment]) == []
    client.restore_run(run)
    assert [r.info.run_id for r in client.search_runs([experiment])] == [run]
    with pytest.raises(MlflowException) as unknown:
        client.delete_run(uuid.uuid4().hex)
    assert unknown.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_tags_are_deleted(client, experiment):
    run = client.create_run(experiment, tags={"a": "1"}).info.run_id
    client.delete_tag(run, "a")
    assert "a" not in client.get_run(run).data.tags
    with pytest.raises(MlflowException) as absent:
        client.delete_tag(run, "a")
    assert absent.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_datasets_as_inputs(client, experiment):
    data = mlflow.data.from_pandas(pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}), name="patients", targets="a")
    with mlflow.start_run() as run:
        mlflow.log_input(data, context="training", tags={"site": "north"})
        mlflow.log_input(data, context="training")
    inputs = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert len(inputs) == 1
    assert inputs[0].dataset.name == "patients" and inputs[0].dataset.digest == data.digest
    assert {tag.key: tag.value for tag in inputs[0].tags} == {"mlflow.data.context": "training", "site": "north"}
    assert mlflow.data.get_source(run.inputs.dataset_inputs[0].dataset if run.inputs.dataset_inputs else inputs[0].dataset)
    for condition in (
        "dataset.name = 'patients'",
        f"dataset.digest IN ('{data.digest}')",
        "dataset.context = 'training'",
        "dataset.name LIKE 'pat%'",
    ):
        assert [r.info.run_id for r in client.search_runs([experiment], condition)] == [run.info.run_id]
    assert client.search_runs([experiment], "dataset.context = 'evaluation'") == []


@pytest.mark.parametrize("key", ["../up", "/root", "a//b", ".", "a\nb", "a;b", "x" * 251])
def test_names_that_cannot_be_files_are_refused(client, experiment, key):
    run = client.create_run(experiment).info.run_id
    for log in (
        lambda: client.log_batch(run, metrics=[Metric(key, 1, 1, 1)]),
        lambda: client.log_batch(run, params=[Param(key, "1")]),
        lambda: client.log_batch(run, tags=[RunTag(key, "1")]),
    ):
        with pytest.raises(MlflowException):
            log()
    found = client.get_run(run).data
    assert found.metrics == {} and found.params == {} and set(found.tags) <= {"mlflow.runName", "mlflow.user"}
