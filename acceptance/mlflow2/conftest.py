"""The unmodified client of MLflow 2 against the registry."""

from mlflow_client import client, experiment, no_run_stays_open  # noqa: F401
