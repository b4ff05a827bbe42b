"""The model registry as MLflow 2 uses it: versions of runs, aliases, stages, search, loading."""

import uuid

import mlflow
import mlflow.pyfunc
import mlflow.sklearn
import numpy as np
import pytest
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LinearRegression

FOREIGN = "s3://elsewhere/m"


@pytest.fixture
def name() -> str:
    return f"model-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def model(client, name):
    client.create_registered_model(name, tags={"team": "icu"}, description="text")
    return name


def fitted() -> LinearRegression:
    return LinearRegression().fit(np.array([[0.0], [1.0]]), np.array([0.0, 2.0]))


def test_a_model_is_registered_while_it_is_logged_and_outlives_its_run(client, experiment, name):
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(fitted(), "model", registered_model_name=name)
    version = client.get_model_version(name, "1")
    assert (version.status, version.run_id) == ("READY", run.info.run_id)
    client.set_registered_model_alias(name, "champion", "1")
    client.delete_run(run.info.run_id)
    for uri in (f"models:/{name}/1", f"models:/{name}@champion", f"models:/{name}/latest"):
        assert mlflow.pyfunc.load_model(uri).predict(np.array([[2.0]])) == pytest.approx(4.0)


def test_a_run_is_registered_afterwards(client, experiment, name):
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(fitted(), "deep/model")
    made = mlflow.register_model(f"runs:/{run.info.run_id}/deep/model", name, tags={"a": "b"})
    assert (made.version, made.status, made.tags) == ("1", "READY", {"a": "b"})
    again = mlflow.register_model(f"runs:/{run.info.run_id}/deep/model", name)
    assert again.version == "2"
    assert mlflow.pyfunc.load_model(f"models:/{name}/2").predict(np.array([[3.0]])) == pytest.approx(6.0)


def test_models_are_described_renamed_and_deleted(client, model):
    client.update_registered_model(model, "other")
    client.set_registered_model_tag(model, "b", "2")
    client.delete_registered_model_tag(model, "team")
    found = client.get_registered_model(model)
    assert (found.description, found.tags) == ("other", {"b": "2"})
    with pytest.raises(MlflowException) as taken:
        client.create_registered_model(model)
    assert taken.value.error_code == "RESOURCE_ALREADY_EXISTS"
    client.rename_registered_model(model, f"{model}-new")
    with pytest.raises(MlflowException) as gone:
        client.get_registered_model(model)
    assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    client.delete_registered_model(f"{model}-new")
    assert client.search_registered_models(f"name = '{model}-new'") == []


def test_versions_are_described_and_deleted(client, model):
    made = [client.create_model_version(model, FOREIGN, tags={"n": str(n)}, description=f"d{n}") for n in (1, 2)]
    assert [each.version for each in made] == ["1", "2"]
    client.update_model_version(model, "1", "text")
    client.set_model_version_tag(model, "1", "a", "1")
    client.delete_model_version_tag(model, "1", "n")
    found = client.get_model_version(model, "1")
    assert (found.description, found.tags, found.status) == ("text", {"a": "1"}, "READY")
    assert client.get_model_version_download_uri(model, "1") == FOREIGN
    client.delete_model_version(model, "2")
    assert client.create_model_version(model, FOREIGN).version == "3"


def test_aliases_move_and_go(client, model):
    for _ in range(2):
        client.create_model_version(model, FOREIGN)
    client.set_registered_model_alias(model, "champion", "1")
    client.set_registered_model_alias(model, "champion", "2")
    assert client.get_model_version_by_alias(model, "champion").version == "2"
    assert client.get_registered_model(model).aliases == {"champion": "2"}
    client.delete_registered_model_alias(model, "champion")
    with pytest.raises(MlflowException):
        client.get_model_version_by_alias(model, "champion")


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_stages_move_and_archive(client, model):
    for _ in range(2):
        client.create_model_version(model, FOREIGN)
    client.transition_model_version_stage(model, "1", "Production")
    moved = client.transition_model_version_stage(model, "2", "Production", archive_existing_versions=True)
    assert moved.current_stage == "Production"
    assert client.get_model_version(model, "1").current_stage == "Archived"
    latest = client.get_latest_versions(model)
    assert {each.current_stage: each.version for each in latest} == {"Archived": "1", "Production": "2"}
    with pytest.raises(MlflowException) as unknown:
        client.transition_model_version_stage(model, "1", "Nowhere")
    assert unknown.value.error_code == "INVALID_PARAMETER_VALUE"


def test_a_version_is_copied(client, experiment, name):
    with mlflow.start_run():
        mlflow.sklearn.log_model(fitted(), "model", registered_model_name=name)
    copied = client.copy_model_version(f"models:/{name}/1", f"{name}-copy")
    assert (copied.name, copied.version) == (f"{name}-copy", "1")
    client.delete_registered_model(name)
    assert mlflow.pyfunc.load_model(f"models:/{name}-copy/1").predict(np.array([[1.0]])) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("filter_string", "found"),
    [
        ("name = '{name}'", [1, 2, 3]),
        ("name = '{name}' and tags.n = '2'", [2]),
        ("name = '{name}' and tags.n != '2'", [1, 3]),
        ("name = '{name}' and tag.n LIKE '%1%'", [1]),
        ("name = '{name}' and source_path = 's3://elsewhere/3'", [3]),
        ("name = '{name}' and version_number > 1", [2, 3]),
        ("name = '{name}' and version_number <= 2", [1, 2]),
        ("name = '{name}' and run_id = 'none'", []),
    ],
)
def test_versions_are_searched(client, model, filter_string, found):
    for number in (1, 2, 3):
        client.create_model_version(model, f"s3://elsewhere/{number}", tags={"n": str(number)})
    versions = client.search_model_versions(filter_string.format(name=model), order_by=["version_number ASC"])
    assert [int(each.version) for each in versions] == found


def test_models_are_searched_by_pages(client, name):
    names = [f"{name}-{i}" for i in range(5)]
    for each in names:
        client.create_registered_model(each, tags={"team": name})
    found, token = [], None
    while True:
        page = client.search_registered_models(
            f"tag.team = '{name}'", max_results=2, order_by=["name DESC"], page_token=token
        )
        found += [each.name for each in page]
        token = page.token
        if not token:
            break
    assert found == names[::-1]
    assert [each.name for each in client.search_registered_models(f"name LIKE '{name}%'")] == names
    assert [each.name for each in client.search_registered_models(f"name ILIKE '{name.upper()}-3'")] == [names[3]]
