"""From files to a dataset's version, from there to a run, a model and a deployment, and back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import mlflow
import mlflow.data
import mlflow.sklearn
import pandas as pd
import pytest
import thermocline as tc
from sklearn.linear_model import LogisticRegression

FRAME = pd.DataFrame({"bp": [110.0, 150.0, 120.0, 160.0], "label": [0, 1, 0, 1]})


def edges(graph: dict) -> set[tuple[str, str]]:
    return {(each["from"], each["to"]) for each in graph["edges"]}


def test_a_frame_becomes_a_version_with_rows_and_columns(platform, name):
    platform.datasets.create(name, "processed", licence="CC-BY-4.0", citation="Doe 2026")
    made = platform.datasets.upload(name, FRAME, splits=[{"name": "train", "rows": 3}], preprocessing="none")
    assert (made.version, made.rows, made.created) == ("1", 4, True)
    assert [dict(each) for each in made.schema] == [
        {"name": "bp", "type": "float64"},
        {"name": "label", "type": "int64"},
    ]
    again = platform.datasets.upload(name, FRAME)
    assert (again.version, again.created, again.digest) == ("1", False, made.digest)
    assert platform.datasets.get(name)["licence"] == "CC-BY-4.0"
    assert name in [each["name"] for each in platform.datasets.list(zone="processed", search=name)]


def test_two_versions_are_compared_and_read_back(platform, name, tmp_path):
    platform.datasets.create(name, "raw")
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "deep" / "a.csv").write_text("x,y\n1,2\n")
    (source / "b.txt").write_text("b")
    platform.datasets.upload(name, source)
    (source / "deep" / "a.csv").write_text("x,z\n1,2\n3,4\n")
    platform.datasets.upload(name, source)
    compared = platform.datasets.compare(name, 1, 2)
    assert not compared["sameData"]
    assert [(each["change"], each["path"]) for each in compared["files"]] == [("changed", "deep/a.csv")]
    assert (compared["from"]["rows"], compared["to"]["rows"]) == (1, 2)
    assert [each["name"] for each in compared["columns"]] == ["y", "z"]
    platform.datasets.download(name, tmp_path / "back", 1)
    assert (tmp_path / "back" / "deep" / "a.csv").read_text() == "x,y\n1,2\n"


def test_files_that_lie_in_the_bucket_are_registered_in_place(platform, name):
    platform.datasets.create(name, "processed")
    first = platform.datasets.upload(name, FRAME)
    other = f"{name}-copy"
    platform.datasets.create(other, "processed")
    made = platform.datasets.register(other, first.location, progress=False)
    assert (made.rows, made.about["origin"]) == (4, "prefix")
    with pytest.raises(tc.InvalidArgument, match="There are no files below"):
        platform.datasets.register(other, f"processed/{name}-none/")
    with pytest.raises(tc.Conflict):
        platform.datasets.register(other, "raw/")


def test_a_run_that_logs_a_version_is_linked_to_it(platform, name, run):
    platform.datasets.create(name, "raw")
    version = platform.datasets.upload(name, FRAME)
    version.log_to_run()
    assert (f"dataset:{name}/1", f"run:{run.info.run_id}") in edges(platform.lineage(dataset=f"{name}/1"))
    logged = mlflow.get_run(run.info.run_id).inputs.dataset_inputs[0].dataset
    assert (logged.name, logged.digest) == (name, version.mlflow_digest)


def test_mlflow_alone_links_a_run_by_the_place_of_its_data(platform, name, run):
    platform.datasets.create(name, "raw")
    version = platform.datasets.upload(name, FRAME)
    mlflow.log_input(mlflow.data.from_pandas(FRAME, source=version.location), context="training")
    up = edges(platform.lineage(run=run.info.run_id, direction="up"))
    assert up == {(f"dataset:{name}/1", f"run:{run.info.run_id}")}


def test_a_served_model_leads_back_to_its_data(platform, name, run):
    platform.datasets.create(name, "curated")
    platform.datasets.upload(name, FRAME).log_to_run()
    model = LogisticRegression().fit(FRAME[["bp"]], FRAME["label"])
    info = mlflow.sklearn.log_model(
        model, name="model", registered_model_name=name, input_example=FRAME[["bp"]], skops_trusted_types=None
    )
    platform.models.set_alias(name, "champion", "1")
    platform.deployments.set(name, f"{name}@champion", runtime="python", wait=False)
    chain = [
        f"dataset:{name}/1",
        f"run:{run.info.run_id}",
        f"loggedModel:{info.model_id}",
        f"version:{name}/1",
        f"deployment:{name}",
    ]
    wanted = set(zip(chain, chain[1:], strict=False))
    try:
        assert edges(platform.lineage(deployment=name, direction="up")) == wanted
        assert edges(platform.lineage(dataset=f"{name}/1", direction="down")) == wanted
        assert edges(platform.lineage(version=f"{name}@champion")) == wanted
    finally:
        platform.deployments.delete(name)


def test_the_command_line_does_the_same(platform, name, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("x\n1\n")
    address = platform.address

    def ask(*words: str) -> object:
        command = [Path(sys.executable).parent / "thermocline", *words, "--json"]
        command += ["--registry", address.registry, "--features", address.features, "--gateway", address.gateway]
        if address.token:
            command += ["--token", address.token]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert ask("datasets", "create", name, "raw", "--licence", "MIT")["licence"] == "MIT"
    assert ask("datasets", "upload", name, str(file))["rows"] == 1
    file.write_text("x\n1\n2\n")
    ask("datasets", "upload", name, str(file))
    assert [each["version"] for each in ask("datasets", "versions", name)] == ["2", "1"]
    assert not ask("datasets", "compare", name, "1", "2")["sameData"]
    assert ask("datasets", "download", name, str(tmp_path / "out"), "--version", "1")
    assert (tmp_path / "out" / "a.csv").read_text() == "x\n1\n"
    assert ask("lineage", "dataset", f"{name}/1")["edges"] == []


def test_a_join_becomes_a_dataset_that_a_run_leads_back_to(platform, name, run):
    view = f"v{name.replace('-', '')}"
    entity = tc.Entity(f"e{view}", [tc.Field("patient_id", "int64")])
    platform.features.apply(entity, tc.FeatureView(view, entity, [tc.Field("bp", "float64")]))
    at = pd.to_datetime(["2026-01-01", "2026-01-01"], utc=True)
    platform.features.ingest(view, pd.DataFrame({"patient_id": [1, 2], "event_time": at, "bp": [110.0, 150.0]}))
    asked = pd.DataFrame({"patient_id": [1, 2], "event_time": at + pd.Timedelta(days=1)})
    training = platform.features.historical(asked, [f"{view}:bp"], dataset=name, progress=False)

    version = platform.datasets.version(name)
    assert (version.rows, version.about["origin"]) == (2, "join")
    assert version.about["rowsDigest"] == training.report["digest"]
    assert training.dataset["digest"] == version.digest
    assert platform.datasets.get(name)["zone"] == "curated"
    training.log_to_run()
    assert edges(platform.lineage(run=run.info.run_id, direction="up")) == {
        (f"snapshot:{view}/1", f"dataset:{name}/1"),
        (f"dataset:{name}/1", f"run:{run.info.run_id}"),
    }
