"""Models that were logged are frozen when they are registered, and load whatever happens to the run."""

import mlflow
import numpy as np
import pytest
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LinearRegression

X = np.array([[0.0], [1.0], [2.0]])


def logged(name=None, slope=2.0, **more):
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(
            LinearRegression().fit(X, X[:, 0] * slope), name="model", input_example=X, registered_model_name=name, **more
        )
    return run.info.run_id, info


def predicted(uri):
    return float(mlflow.pyfunc.load_model(uri).predict(np.array([[3.0]]))[0])


def test_a_registered_model_loads_by_number_and_alias_after_its_run_was_deleted(client, experiment, name):
    first, _ = logged(name, slope=2.0)
    logged(name, slope=5.0)
    client.set_registered_model_alias(name, "champion", "1")
    client.delete_run(first)
    assert predicted(f"models:/{name}@champion") == pytest.approx(6.0)
    assert predicted(f"models:/{name}/1") == pytest.approx(6.0)
    assert predicted(f"models:/{name}/2") == pytest.approx(15.0)
    assert predicted(f"models:/{name}/latest") == pytest.approx(15.0)


def test_the_version_knows_where_it_comes_from(client, experiment, name):
    run, info = logged(name)
    version = client.get_model_version(name, "1")
    assert (version.run_id, version.status) == (run, "READY")
    assert version.source == f"models:/{info.model_id}"
    assert client.get_model_version_download_uri(name, "1").startswith("mlflow-artifacts:/frozen/")
    assert [each.version for each in client.search_model_versions(f"run_id = '{run}'")] == ["1"]


def test_a_logged_model_is_registered_afterwards(client, experiment, name):
    _, info = logged()
    assert mlflow.register_model(f"models:/{info.model_id}", name).version == "1"
    assert mlflow.register_model(info.model_uri, name).version == "2"
    assert predicted(f"models:/{name}/2") == pytest.approx(6.0)


def test_the_artifacts_of_a_run_are_registered(client, experiment, name, tmp_path):
    model = tmp_path / "model"
    mlflow.sklearn.save_model(LinearRegression().fit(X, X[:, 0]), model)
    with mlflow.start_run() as run:
        mlflow.log_artifacts(str(model), "saved")
    client.create_registered_model(name)
    client.create_model_version(name, f"runs:/{run.info.run_id}/saved", run.info.run_id)
    assert client.get_model_version(name, "1").status == "READY"
    assert predicted(f"models:/{name}/1") == pytest.approx(3.0)


def test_a_copied_version_lives_by_itself(client, experiment, name):
    logged(name, slope=4.0)
    copy = client.copy_model_version(f"models:/{name}/1", name + "-copy")
    assert copy.version == "1"
    client.delete_registered_model(name)
    assert predicted(f"models:/{name}-copy/1") == pytest.approx(12.0)


def test_a_renamed_model_still_loads(client, experiment, name):
    logged(name)
    client.rename_registered_model(name, name + "-new")
    assert predicted(f"models:/{name}-new/1") == pytest.approx(6.0)


def test_a_run_without_files_cannot_be_frozen(client, experiment, name):
    with mlflow.start_run() as run:
        pass
    client.create_registered_model(name)
    with pytest.raises(MlflowException, match="no files|FAILED|failed"):
        client.create_model_version(name, f"runs:/{run.info.run_id}/model", run.info.run_id)
    assert client.get_model_version(name, "1").status == "FAILED_REGISTRATION"


def test_frozen_files_cannot_be_written(client, experiment, name, tmp_path):
    logged(name)
    uri = client.get_model_version_download_uri(name, "1")
    file = tmp_path / "MLmodel"
    file.write_text("forged")
    with pytest.raises(Exception, match="403|never changes|Forbidden|FORBIDDEN"):
        from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

        get_artifact_repository(uri).log_artifact(str(file))
    assert predicted(f"models:/{name}/1") == pytest.approx(6.0)
