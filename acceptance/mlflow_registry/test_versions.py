"""Versions, aliases and stages, without files of their own."""

import pytest
from mlflow.exceptions import MlflowException

FOREIGN = "s3://elsewhere/m"


@pytest.fixture
def model(client, name):
    client.create_registered_model(name)
    return name


def test_versions_are_numbered(client, model):
    made = [
        client.create_model_version(model, FOREIGN, tags={"n": str(i)}, description=f"d{i}") for i in (1, 2, 3)
    ]
    assert [each.version for each in made] == ["1", "2", "3"]
    found = client.get_model_version(model, "2")
    assert (found.tags, found.description, found.status, found.current_stage) == ({"n": "2"}, "d2", "READY", "None")
    assert client.get_model_version_download_uri(model, "2") == FOREIGN


def test_a_deleted_version_is_gone_and_its_number_too(client, model):
    client.create_model_version(model, FOREIGN)
    client.create_model_version(model, FOREIGN)
    client.delete_model_version(model, "2")
    with pytest.raises(MlflowException) as gone:
        client.get_model_version(model, "2")
    assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    assert client.create_model_version(model, FOREIGN).version == "3"


def test_version_tags_and_description_change(client, model):
    client.create_model_version(model, FOREIGN)
    client.set_model_version_tag(model, "1", "a", "1")
    client.set_model_version_tag(model, "1", "b", "2")
    client.delete_model_version_tag(model, "1", "a")
    client.update_model_version(model, "1", "text")
    found = client.get_model_version(model, "1")
    assert (found.tags, found.description) == ({"b": "2"}, "text")


def test_aliases_move_and_go(client, model):
    for _ in range(2):
        client.create_model_version(model, FOREIGN)
    client.set_registered_model_alias(model, "champion", "1")
    client.set_registered_model_alias(model, "champion", "2")
    client.set_registered_model_alias(model, "other", "2")
    assert client.get_model_version_by_alias(model, "champion").version == "2"
    assert sorted(client.get_model_version(model, "2").aliases) == ["champion", "other"]
    assert client.get_registered_model(model).aliases == {"champion": "2", "other": "2"}
    client.delete_registered_model_alias(model, "champion")
    client.delete_registered_model_alias(model, "champion")
    with pytest.raises(MlflowException) as gone:
        client.get_model_version_by_alias(model, "champion")
    assert gone.value.error_code == "INVALID_PARAMETER_VALUE"


def test_latest_is_the_highest_number(client, model):
    for _ in range(3):
        client.create_model_version(model, FOREIGN)
    assert client.get_model_version_by_alias(model, "latest").version == "3"


def test_an_alias_goes_with_its_version(client, model):
    client.create_model_version(model, FOREIGN)
    client.set_registered_model_alias(model, "champion", "1")
    client.delete_model_version(model, "1")
    assert client.get_registered_model(model).aliases == {}


@pytest.mark.parametrize("bad", ["v1", "latest", "a b", "a/b", "x" * 256])
def test_bad_aliases_are_refused(client, model, bad):
    client.create_model_version(model, FOREIGN)
    with pytest.raises(MlflowException) as refused:
        client.set_registered_model_alias(model, bad, "1")
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_stages_move_and_archive(client, model):
    for _ in range(2):
        client.create_model_version(model, FOREIGN)
    client.transition_model_version_stage(model, "1", "Production")
    client.transition_model_version_stage(model, "2", "production", archive_existing_versions=True)
    assert client.get_model_version(model, "1").current_stage == "Archived"
    assert [each.version for each in client.get_latest_versions(model, ["Production"])] == ["2"]
    with pytest.raises(MlflowException) as refused:
        client.transition_model_version_stage(model, "1", "Nowhere")
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("name = '{0}'", "321"),
        ("name = '{0}' AND version_number > 1", "32"),
        ("name = '{0}' AND version_number <= 2", "21"),
        ("name = '{0}' AND version_number != 2", "31"),
        ("name IN ('{0}', 'other')", "321"),
        ("name NOT IN ('x') AND name = '{0}'", "321"),
        ("name LIKE '{0}%'", "321"),
        ("name = '{0}' AND source_path LIKE '%/m2'", "2"),
        ("name = '{0}' AND source_path = 's3://elsewhere/m1'", "1"),
        ("name = '{0}' AND tags.parity = 'odd'", "31"),
        ("name = '{0}' AND tags.parity != 'odd'", "2"),
        ("name = '{0}' AND tags.parity ILIKE 'ODD'", "31"),
        ("name = '{0}' AND run_id = 'nobody'", ""),
    ],
)
def test_versions_are_searched(client, model, condition, found):
    for i in (1, 2, 3):
        client.create_model_version(model, f"s3://elsewhere/m{i}", tags={"parity": "even" if i == 2 else "odd"})
    versions = client.search_model_versions(condition.format(model), order_by=["version_number DESC"])
    assert "".join(str(each.version) for each in versions) == found


def test_pages_of_versions_are_complete_and_in_order(client, model):
    for _ in range(7):
        client.create_model_version(model, FOREIGN)
    seen, token = [], None
    while True:
        page = client.search_model_versions(
            f"name = '{model}'", max_results=3, order_by=["version_number ASC"], page_token=token
        )
        seen += [int(each.version) for each in page]
        token = page.token
        if not token:
            break
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "bad", ["http://127.0.0.1/x", "/etc/passwd", "file:///etc/passwd", "s3://a/../b", "runs:/nobody/model", "mlflow-artifacts:/1/x"]
)
def test_bad_sources_are_refused(client, model, bad):
    with pytest.raises(MlflowException) as refused:
        client.create_model_version(model, bad)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    assert client.search_model_versions(f"name = '{model}'") == []


def test_unknown_things_are_not_found(client, model):
    for call in (
        lambda: client.get_model_version(model, "9"),
        lambda: client.set_registered_model_alias(model, "a", "9"),
        lambda: client.create_model_version("no-such-model", FOREIGN),
        lambda: client.get_model_version_by_alias("no-such-model", "a"),
    ):
        with pytest.raises(MlflowException) as gone:
            call()
        assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"
