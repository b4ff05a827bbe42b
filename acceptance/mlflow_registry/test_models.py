"""Registered models: made, described, tagged, searched, renamed, deleted."""

import pytest
from mlflow.exceptions import MlflowException


def test_a_model_is_made_once(client, name):
    made = client.create_registered_model(name, tags={"team": "icu"}, description="risk")
    assert (made.name, made.description, made.tags) == (name, "risk", {"team": "icu"})
    with pytest.raises(MlflowException) as taken:
        client.create_registered_model(name)
    assert taken.value.error_code == "RESOURCE_ALREADY_EXISTS"


def test_description_and_tags_change(client, name):
    client.create_registered_model(name)
    client.update_registered_model(name, description="other")
    client.set_registered_model_tag(name, "a", "1")
    client.set_registered_model_tag(name, "b", "2")
    client.delete_registered_model_tag(name, "a")
    client.delete_registered_model_tag(name, "never-there")
    found = client.get_registered_model(name)
    assert (found.description, found.tags) == ("other", {"b": "2"})


def test_a_renamed_model_takes_its_versions_along(client, name):
    client.create_registered_model(name)
    client.create_model_version(name, "s3://elsewhere/m")
    client.rename_registered_model(name, name + "-new")
    assert client.get_model_version(name + "-new", "1").name == name + "-new"
    with pytest.raises(MlflowException) as gone:
        client.get_registered_model(name)
    assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_a_taken_name_is_refused(client, name):
    client.create_registered_model(name)
    client.create_registered_model(name + "-b")
    with pytest.raises(MlflowException) as taken:
        client.rename_registered_model(name, name + "-b")
    assert taken.value.error_code == "RESOURCE_ALREADY_EXISTS"


def test_a_deleted_model_is_gone_with_its_versions(client, name):
    client.create_registered_model(name)
    client.create_model_version(name, "s3://elsewhere/m")
    client.delete_registered_model(name)
    assert client.search_model_versions(f"name = '{name}'") == []
    assert client.create_registered_model(name).latest_versions == []


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("name = '{0}-a'", "a"),
        ("name != '{0}-a' AND name LIKE '{0}-%'", "bc"),
        ("name LIKE '{0}-%'", "abc"),
        ("name ILIKE '{0}-B'", "b"),
        ("name LIKE '{0}-%' AND tags.size = 'big'", "ab"),
        ("name LIKE '{0}-%' AND tags.size != 'big'", "c"),
        ("name LIKE '{0}-%' AND tags.`size` LIKE 's%'", "c"),
        ("name LIKE '{0}-%' AND tags.size ILIKE 'BIG'", "ab"),
    ],
)
def test_models_are_searched(client, name, condition, found):
    for letter, size in (("a", "big"), ("b", "big"), ("c", "small")):
        client.create_registered_model(f"{name}-{letter}", tags={"size": size})
    names = [each.name[-1] for each in client.search_registered_models(condition.format(name))]
    assert "".join(names) == found


def test_pages_of_models_are_complete_and_in_order(client, name):
    for i in range(7):
        client.create_registered_model(f"{name}-{i}")
    seen, token = [], None
    while True:
        page = client.search_registered_models(
            f"name LIKE '{name}-%'", max_results=3, order_by=["name DESC"], page_token=token
        )
        seen += [each.name[-1] for each in page]
        token = page.token
        if not token:
            break
    assert seen == list("6543210")


@pytest.mark.parametrize("bad", ["", "a/b", "a:b", "..", "x" * 300])
def test_bad_names_are_refused(client, bad):
    with pytest.raises(MlflowException) as refused:
        client.create_registered_model(bad)
    assert refused.value.error_code in ("INVALID_PARAMETER_VALUE", "BAD_REQUEST")


@pytest.mark.parametrize("bad", ["nme = 'x'", "name ~ 'x'", "name = x", "name = 'x' OR name = 'y'", "name > 'x'"])
def test_bad_filters_are_refused(client, bad):
    with pytest.raises(MlflowException) as refused:
        client.search_registered_models(bad)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
