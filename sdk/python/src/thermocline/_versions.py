"""One content of a dataset, and what it says to mlflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """One content of a dataset. Its files never change."""

    dataset: str
    version: str
    digest: str
    mlflow_digest: str
    location: str
    files: int
    bytes: int
    rows: int | None
    schema: Sequence[Mapping[str, str]] = field(repr=False)
    splits: Sequence[Mapping[str, Any]] = field(repr=False)
    created: bool = field(repr=False)
    about: Mapping[str, Any] = field(repr=False)

    def log_to_run(self, context: str = "training") -> None:
        """Notes in the current mlflow run that it used this version; lineage then leads to it."""
        log_input(self.dataset, self.mlflow_digest, self.location, context)


def read_version(body: Mapping[str, Any], *, created: bool) -> DatasetVersion:
    return DatasetVersion(
        dataset=body["dataset"],
        version=body["version"],
        digest=body["digest"],
        mlflow_digest=body["mlflowDigest"],
        location=body["location"],
        files=body["files"],
        bytes=body["bytes"],
        rows=body.get("rows"),
        schema=tuple(body.get("schema") or ()),
        splits=tuple(body.get("splits") or ()),
        created=created,
        about=dict(body),
    )


def log_input(name: str, digest: str, uri: str, context: str) -> None:
    """Notes a dataset in the current mlflow run without reading it."""
    import mlflow
    from mlflow.data.dataset_source_registry import resolve_dataset_source
    from mlflow.data.meta_dataset import MetaDataset

    source = resolve_dataset_source(uri)
    mlflow.log_input(MetaDataset(source, name=name, digest=digest), context=context)
