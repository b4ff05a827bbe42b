from __future__ import annotations

import uuid

import mlflow
import pytest
from mlflow.entities import ViewType
from mlflow.exceptions import MlflowException


def fresh(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex}"


def test_default_experiment_is_there(client):
    found = client.get_experiment("0")
    assert (found.name, found.lifecycle_stage) == ("Default", "active")
    assert client.get_experiment_by_name("Default").experiment_id == "0"


def test_set_experiment_makes_one_and_finds_it_again():
    name = fresh("wärme ☀")
    first = mlflow.set_experiment(name)
    assert first.name == name
    assert first.artifact_location == f"mlflow-artifacts:/{first.experiment_id}"
    assert mlflow.set_experiment(name).experiment_id == first.experiment_id


def test_unknown_experiments_are_answered_as_such(client):
    assert client.get_experiment_by_name(fresh("nobody")) is None
    with pytest.raises(MlflowException) as unknown:
        client.get_experiment("999999999")
    assert unknown.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(MlflowException) as malformed:
        client.get_experiment("not-a-number")
    assert malformed.value.error_code == "INVALID_PARAMETER_VALUE"


def test_a_name_is_taken_once(client):
    name = fresh("once")
    client.create_experiment(name)
    with pytest.raises(MlflowException) as taken:
        client.create_experiment(name)
    assert taken.value.error_code == "RESOURCE_ALREADY_EXISTS"


def test_tags_are_set_and_deleted(client):
    made = client.create_experiment(fresh("tags"), tags={"a": "1"})
    client.set_experiment_tag(made, "b", "2")
    client.set_experiment_tag(made, "a", "3")
    assert {k: v for k, v in client.get_experiment(made).tags.items() if not k.startswith("mlflow.")} == {"a": "3", "b": "2"}
    client.delete_experiment_tag(made, "a")
    assert "a" not in client.get_experiment(made).tags
    with pytest.raises(MlflowException) as absent:
        client.delete_experiment_tag(made, "a")
    assert absent.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_rename_delete_and_restore_take_the_runs_along(client):
    made = client.create_experiment(fresh("old"))
    run = client.create_run(made).info.run_id
    new_name = fresh("new")
    client.rename_experiment(made, new_name)
    assert client.get_experiment(made).name == new_name
    client.delete_experiment(made)
    assert client.get_experiment(made).lifecycle_stage == "deleted"
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    for forbidden in (lambda: client.create_run(made), lambda: client.log_metric(run, "m", 1)):
        with pytest.raises(MlflowException) as refused:
            forbidden()
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException):
        client.create_experiment(new_name)
    client.restore_experiment(made)
    assert client.get_experiment(made).lifecycle_stage == "active"
    assert client.get_run(run).info.lifecycle_stage == "active"


def test_search_by_name_tag_time_and_state(client):
    mark = uuid.uuid4().hex
    ids = [client.create_experiment(f"{mark}-{i}", tags={"parity": str(i % 2), "mark": mark}) for i in range(6)]
    client.delete_experiment(ids[5])

    def found(filter_string: str, **options) -> list[str]:
        return [e.experiment_id for e in client.search_experiments(filter_string=filter_string, **options)]

    assert set(found(f"name LIKE '{mark}-%'")) == set(ids[:5])
    assert set(found(f"name ILIKE '{mark.upper()}-%'")) == set(ids[:5])
    assert set(found(f"tags.mark = '{mark}' AND tags.parity = '1'")) == {ids[1], ids[3]}
    assert set(found(f"tags.mark = '{mark}'", view_type=ViewType.ALL)) == set(ids)
    assert found(f"tags.mark = '{mark}'", view_type=ViewType.DELETED_ONLY) == [ids[5]]
    assert found(f"tags.mark = '{mark}' AND tags.other IS NULL", order_by=["name DESC"]) == ids[4::-1]
    assert found(f"name = '{mark}-2' AND creation_time > 0 AND last_update_time >= 1") == [ids[2]]
    assert found(f"name != '{mark}-2' AND tags.mark = '{mark}'", order_by=["name ASC"]) == [ids[0], ids[1], ids[3], ids[4]]


def test_search_in_pages(client):
    mark = uuid.uuid4().hex
    ids = [client.create_experiment(f"{mark}-{i}") for i in range(7)]
    seen, token = [], None
    while True:
        page = client.search_experiments(filter_string=f"name LIKE '{mark}%'", max_results=3, page_token=token, order_by=["name"])
        seen += [e.experiment_id for e in page]
        token = page.token
        if not token:
            break
    assert seen == ids


@pytest.mark.parametrize("filter_string", ["nonsense", "name > 'a'", "metrics.a = 1", "name = unquoted", "name = 'a' OR name = 'b'"])
def test_filters_that_make_no_sense_are_refused(client, filter_string):
    with pytest.raises(MlflowException) as refused:
        client.search_experiments(filter_string=filter_string)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
