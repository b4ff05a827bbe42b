"""Datasets: the catalogue, versions by content, what differs between them, and where they went."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import _frames as frames
from ._errors import InvalidArgument, ThermoclineError
from ._jobs import Job
from ._transport import Transport

Progress = Callable[[Mapping[str, Any]], None]


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


class Datasets:
    """The catalogue of datasets and their versions. Made by :func:`thermocline.connect`."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    def create(
        self,
        name: str,
        zone: str,
        *,
        description: str | None = None,
        licence: str | None = None,
        citation: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """A new entry of the catalogue. ``zone`` is ``raw``, ``processed`` or ``curated``."""
        body = {
            "name": name,
            "zone": zone,
            "description": description,
            "licence": licence,
            "citation": citation,
            "tags": dict(tags or {}),
        }
        return dict(self._http.post("/api/v1/datasets", body))

    def describe(self, name: str, **changes: Any) -> dict[str, Any]:
        """Changes ``description``, ``licence``, ``citation`` or ``tags``."""
        return dict(self._http.json("PATCH", f"/api/v1/datasets/{_q(name)}", body=changes))

    def get(self, name: str) -> dict[str, Any]:
        return dict(self._http.get(f"/api/v1/datasets/{_q(name)}"))

    def list(self, *, zone: str | None = None, search: str | None = None) -> list[dict[str, Any]]:
        return list(self._pages("/api/v1/datasets", "datasets", zone=zone, search=search))

    def version(self, name: str, version: str | int = "latest") -> DatasetVersion:
        """A version by number, by digest, or the newest."""
        path = f"/api/v1/datasets/{_q(name)}/versions/{_q(version)}"
        return _version(self._http.get(path), created=False)

    def versions(self, name: str) -> Sequence[DatasetVersion]:
        """All versions, newest first."""
        found = self._pages(f"/api/v1/datasets/{_q(name)}/versions", "versions")
        return [_version(each, created=False) for each in found]

    def files(self, name: str, version: str | int = "latest") -> Sequence[dict[str, Any]]:
        """The files of a version with their sizes, digests and rows."""
        return list(
            self._pages(f"/api/v1/datasets/{_q(name)}/versions/{_q(version)}/files", "files")
        )

    def upload(
        self,
        name: str,
        files: Any,
        *,
        splits: Sequence[Mapping[str, Any]] | None = None,
        preprocessing: str | None = None,
    ) -> DatasetVersion:
        """A version of files from here.

        ``files`` is a file, a folder with all below it, a frame, or a mapping of paths to files
        and frames. The same content gives the version that is there already.
        """
        contents = dict(_contents(files))
        begun = self._http.post(f"/api/v1/datasets/{_q(name)}/uploads", {}, repeatable=True)
        path = f"/api/v1/datasets/{_q(name)}/uploads/{begun['id']}/content"
        for to, what in contents.items():
            body = what.read_bytes() if isinstance(what, Path) else frames.to_parquet(what)
            self._http.request(
                "PUT",
                path,
                content=body,
                headers={"Content-Type": "application/octet-stream"},
                params={"path": to},
                timeout=600.0,
            )
        source = {"kind": "upload", "upload": begun["id"]}
        return self._registered(name, source, splits, preprocessing)

    def register(
        self,
        name: str,
        prefix: str,
        *,
        splits: Sequence[Mapping[str, Any]] | None = None,
        preprocessing: str | None = None,
        progress: bool | Progress = True,
    ) -> DatasetVersion:
        """A version of the files below a prefix of the bucket ``training-data``.

        They are read once for their digests and stay where they are; a file that is changed later
        is noticed and never served.
        """
        body = _order({"kind": "prefix", "prefix": prefix}, splits, preprocessing)
        base = f"/api/v1/datasets/{_q(name)}"
        # The same files end in the same version, so asking twice does no harm.
        started = self._http.post(f"{base}/versions", body, repeatable=True)
        job = Job(self._http, f"{base}/registrations/{started['id']}", started)
        done = job.wait(progress)["result"]
        found = self._http.get(f"{base}/versions/{done['version']}")
        return _version(found, created=bool(done["created"]))

    def _registered(
        self,
        name: str,
        source: Mapping[str, Any],
        splits: Sequence[Mapping[str, Any]] | None,
        preprocessing: str | None,
    ) -> DatasetVersion:
        # The same files end in the same version, so asking twice does no harm.
        answer = self._http.request(
            "POST",
            f"/api/v1/datasets/{_q(name)}/versions",
            content=json.dumps(_order(source, splits, preprocessing)).encode(),
            headers={"Content-Type": "application/json"},
            repeatable=True,
            timeout=600.0,
        )
        return _version(answer.json(), created=answer.status_code == 201)

    def compare(
        self,
        name: str,
        version: str | int,
        other: str | int,
        *,
        other_dataset: str | None = None,
    ) -> dict[str, Any]:
        """Whether two versions have the same data, or which files, columns and counts differ."""
        path = f"/api/v1/datasets/{_q(name)}/versions/{_q(version)}/comparison"
        params = {"with": str(other), "withDataset": other_dataset}
        return dict(self._http.json("GET", path, params=params))

    def download(
        self, name: str, folder: str | Path, version: str | int = "latest"
    ) -> Sequence[Path]:
        """Writes the files of a version below a folder, each checked against its digest."""
        number = self.version(name, version).version
        written: list[Path] = []
        for each in self.files(name, number):
            target = _inside(Path(folder), str(each["path"]))
            if not _holds(target, each):
                self._fetch(f"/api/v1/datasets/{_q(name)}/versions/{number}/content", each, target)
            written.append(target)
        return written

    def _fetch(self, path: str, file: Mapping[str, Any], target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        digest = hashlib.sha256()
        with (
            self._http.stream("GET", path, params={"path": file["path"]}) as answer,
            part.open("wb") as out,
        ):
            for chunk in answer.iter_bytes():
                digest.update(chunk)
                out.write(chunk)
        if digest.hexdigest() != file["sha256"]:
            part.unlink()
            raise ThermoclineError(
                f"{file['path']} arrived with another digest than the registered one. Nothing was "
                "written; it is safe to ask again.",
                code="data-damaged",
                safe_to_repeat=True,
            )
        part.replace(target)

    def _pages(self, path: str, key: str, **params: Any) -> Iterator[dict[str, Any]]:
        token: str | None = None
        while True:
            page = self._http.get(path, pageToken=token, limit=1000, **params)
            yield from (dict(each) for each in page[key])
            token = page.get("nextPageToken")
            if not token:
                return


class Lineage:
    """From any thing between snapshots and deployments to all others."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    def __call__(self, *, direction: str = "both", **start: str) -> dict[str, Any]:
        """The graph around one thing.

        Name one of ``snapshot="vitals/12"``, ``dataset="readmission/3"``, ``run``,
        ``logged_model``, ``version="readmission@champion"`` and ``deployment``; ``direction`` is
        ``up``, ``down`` or ``both``.
        """
        if len(start) != 1:
            raise InvalidArgument(
                "Name exactly one of snapshot, dataset, run, logged_model, version and deployment.",
                code="no-start",
            )
        (kind, reference), *_ = start.items()
        word = "loggedModel" if kind == "logged_model" else kind
        params = {word: reference, "direction": direction}
        return dict(self._http.json("GET", "/api/v1/lineage", params=params))


def log_input(name: str, digest: str, uri: str, context: str) -> None:
    """Notes a dataset in the current mlflow run without reading it."""
    import mlflow
    from mlflow.data.dataset_source_registry import resolve_dataset_source
    from mlflow.data.meta_dataset import MetaDataset

    source = resolve_dataset_source(uri)
    mlflow.log_input(MetaDataset(source, name=name, digest=digest), context=context)


def _version(body: Mapping[str, Any], *, created: bool) -> DatasetVersion:
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


def _order(
    source: Mapping[str, Any],
    splits: Sequence[Mapping[str, Any]] | None,
    preprocessing: str | None,
) -> dict[str, Any]:
    return {
        "source": dict(source),
        "splits": None if splits is None else [dict(split) for split in splits],
        "preprocessing": preprocessing,
    }


def _contents(files: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(files, Mapping):
        for path, what in files.items():
            yield str(path), Path(what) if isinstance(what, str) else what
    elif isinstance(files, str | Path):
        start = Path(files)
        if start.is_dir():
            found = sorted(each for each in start.rglob("*") if each.is_file())
            if not found:
                raise InvalidArgument(f"There are no files below {start}.", code="no-files")
            for each in found:
                yield each.relative_to(start).as_posix(), each
        elif start.is_file():
            yield start.name, start
        else:
            raise InvalidArgument(f"There is no file or folder {start}.", code="no-files")
    else:
        yield "data.parquet", files


def _inside(folder: Path, path: str) -> Path:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise InvalidArgument(f"{path} leads out of {folder}.", code="path-outside")
    return target


def _holds(target: Path, file: Mapping[str, Any]) -> bool:
    """Whether the file is there already, so that an interrupted download goes on."""
    if not target.is_file() or target.stat().st_size != file["size"]:
        return False
    with target.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest() == str(file["sha256"])


def _q(part: str | int) -> str:
    return quote(str(part), safe="")
