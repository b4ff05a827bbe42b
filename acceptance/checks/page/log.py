"""What the page is to show, logged with the unmodified client; prints the ids as JSON."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path

os.environ["MLFLOW_TRACKING_URI"] = os.environ["THERMOCLINE_REGISTRY_URL"]
os.environ["MLFLOW_TRACKING_TOKEN"] = os.environ["THERMOCLINE_TOKEN"]
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
logging.disable(logging.WARNING)

import matplotlib  # noqa: E402

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
import mlflow  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

STEPS = 25


def main() -> None:
    experiment = mlflow.set_experiment("tides").experiment_id
    mlflow.set_experiment_tag("sea", "north")
    runs = []
    for name, rate in (("calm-tide", 0.1), ("wild-tide", 0.4)):
        with mlflow.start_run(run_name=name, tags={"boat": "dory"}) as run:
            mlflow.log_params({"rate": rate, "depth": 7})
            for step in range(STEPS):
                mlflow.log_metrics({"loss": 1 / (1 + rate * step), "height": step * rate}, step=step)
            mlflow.log_text("high water at noon", "notes/almanac.txt")
            mlflow.log_dict({"moon": "waxing"}, "notes/moon.json")
            mlflow.log_text("<h1 id='told'>spring tide</h1>", "notes/tide.html")
            figure, axes = plt.subplots()
            axes.plot(range(STEPS))
            mlflow.log_figure(figure, "plots/height.png")
            runs.append(run.info.run_id)
            if name == "calm-tide":
                fitted = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
                model = mlflow.sklearn.log_model(
                    fitted, name="model", input_example=[[0.0]], registered_model_name="tide-table"
                )
    client = mlflow.MlflowClient()
    client.set_registered_model_alias("tide-table", "champion", "1")
    client.update_model_version("tide-table", "1", "Says when to sail.")
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "log.csv"
        note.write_text("hour,height\n1,2\n")
        client.log_artifact(runs[0], str(note), "notes")
    print(json.dumps({"experiment": experiment, "runs": runs, "model": model.model_id}))


if __name__ == "__main__":
    main()
