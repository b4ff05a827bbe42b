from __future__ import annotations

import mlflow
import numpy
import pytest


def test_every_way_to_log_an_artifact(client, experiment, tmp_path):
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "a.txt").write_text("a")
    (tmp_path / "folder" / "deep" / "b with space ä.bin").write_bytes(bytes(range(256)))
    (tmp_path / "empty").write_bytes(b"")
    with mlflow.start_run() as run:
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"k": [1, 2]}, "conf.json")
        mlflow.log_dict({"k": [1, 2]}, "conf.yaml")
        mlflow.log_artifact(tmp_path / "empty")
        mlflow.log_artifacts(tmp_path / "folder", "folder")
        mlflow.log_image(numpy.zeros((4, 4, 3), dtype=numpy.uint8), "image.png")
    run_id = run.info.run_id
    assert {f.path for f in client.list_artifacts(run_id)} == {"notes", "conf.json", "conf.yaml", "empty", "folder", "image.png"}
    assert {f.path for f in client.list_artifacts(run_id, "folder")} == {"folder/a.txt", "folder/deep"}
    assert mlflow.artifacts.load_text(f"runs:/{run_id}/notes/hello.txt") == "hello"
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/conf.json") == {"k": [1, 2]}
    got = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="folder", dst_path=tmp_path / "got")
    assert (tmp_path / "got" / "folder" / "deep" / "b with space ä.bin").read_bytes() == bytes(range(256)), got
    assert mlflow.artifacts.load_image(f"runs:/{run_id}/image.png").size == (4, 4)


def test_figures(client, experiment):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.plot([1, 2, 3])
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plots/figure.png")
    pyplot.close(figure)
    assert [f.path for f in client.list_artifacts(run.info.run_id, "plots")] == ["plots/figure.png"]


def test_artifacts_that_are_not_there(client, experiment):
    with mlflow.start_run() as run:
        pass
    assert client.list_artifacts(run.info.run_id) == []
    with pytest.raises(Exception, match="(?i)absent.txt"):
        mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/absent.txt")
