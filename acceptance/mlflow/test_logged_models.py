from __future__ import annotations

import mlflow
import pytest
from mlflow.exceptions import MlflowException


def test_a_logged_model_from_start_to_end(client, experiment):
    model = mlflow.initialize_logged_model("plain", params={"depth": "3"}, tags={"a": "1"}, model_type="tree")
    assert str(model.status) == "PENDING" and model.experiment_id == experiment
    assert model.artifact_location == f"mlflow-artifacts:/{experiment}/models/{model.model_id}/artifacts"
    mlflow.finalize_logged_model(model.model_id, "READY")
    mlflow.set_logged_model_tags(model.model_id, {"a": "2", "b": "3"})
    mlflow.log_model_params({"more": "x"}, model.model_id)
    found = mlflow.get_logged_model(model.model_id)
    assert str(found.status) == "READY" and found.name == "plain" and found.model_type == "tree"
    assert found.params == {"depth": "3", "more": "x"} and found.tags["a"] == "2" and found.tags["b"] == "3"
    mlflow.delete_logged_model_tag(model.model_id, "b")
    assert "b" not in mlflow.get_logged_model(model.model_id).tags
    with pytest.raises(MlflowException):
        mlflow.delete_logged_model_tag(model.model_id, "b")
    client.delete_logged_model(model.model_id)
    with pytest.raises(MlflowException) as gone:
        mlflow.get_logged_model(model.model_id)
    assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_metrics_of_models_and_links_to_runs(client, experiment):
    data = mlflow.data.from_numpy(__import__("numpy").arange(4), name="test-set")
    model = mlflow.create_external_model("linked")
    with mlflow.start_run() as run:
        mlflow.log_metric("acc", 0.5, step=1, model_id=model.model_id, dataset=data)
        mlflow.log_metric("acc", 0.75, step=2, model_id=model.model_id, dataset=data)
        client.log_outputs(run.info.run_id, [mlflow.entities.LoggedModelOutput(model.model_id, 2)])
        client.log_inputs(run.info.run_id, models=[mlflow.entities.LoggedModelInput(model.model_id)])
    found = mlflow.get_logged_model(model.model_id)
    assert sorted((m.key, m.value, m.step, m.dataset_name) for m in found.metrics) == [("acc", 0.5, 1, "test-set"), ("acc", 0.75, 2, "test-set")]
    stored = client.get_run(run.info.run_id)
    assert [(o.model_id, o.step) for o in stored.outputs.model_outputs] == [(model.model_id, 2)]
    assert [i.model_id for i in stored.inputs.model_inputs] == [model.model_id]
    assert stored.data.metrics["acc"] == 0.75


def test_search_of_models(client, experiment):
    ids = []
    with mlflow.start_run():
        for i in range(5):
            model = mlflow.create_external_model(f"candidate-{i}", params={"depth": str(i)}, tags={"parity": str(i % 2)})
            ids.append(model.model_id)
            if i != 4:
                mlflow.log_metric("rmse", 10 - i, model_id=model.model_id)

    def found(condition: str | None = None, order: list | None = None, **options) -> list[int]:
        models = client.search_logged_models([experiment], condition, order_by=order, **options)
        return [ids.index(model.model_id) for model in models]

    assert sorted(found()) == [0, 1, 2, 3, 4]
    assert found("metrics.rmse < 9", [{"field_name": "metrics.rmse"}]) == [3, 2]
    assert found(None, [{"field_name": "metrics.rmse", "ascending": False}]) == [0, 1, 2, 3, 4]
    assert found("params.depth = '2'") == [2]
    assert found("tags.parity = '1'", [{"field_name": "name"}]) == [1, 3]
    assert found("name LIKE 'candidate-%' AND params.depth != '0'", [{"field_name": "name", "ascending": False}]) == [4, 3, 2, 1]
    assert found("name IN ('candidate-1', 'candidate-3')", [{"field_name": "creation_time"}]) == [1, 3]
    assert sorted(found("creation_timestamp > 0")) == [0, 1, 2, 3, 4]
    assert found(datasets=[{"dataset_name": "none"}]) == []
    seen, token = [], None
    while True:
        page = client.search_logged_models([experiment], order_by=[{"field_name": "metrics.rmse"}], max_results=2, page_token=token)
        seen += [ids.index(model.model_id) for model in page]
        token = page.token
        if not token:
            break
    assert seen == [3, 2, 1, 0, 4]
    for nonsense in ("traces.a = 1", "metrics.rmse LIKE 'a'", "colour = 'x'"):
        with pytest.raises(MlflowException) as refused:
            client.search_logged_models([experiment], nonsense)
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
