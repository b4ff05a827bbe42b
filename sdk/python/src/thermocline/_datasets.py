"""Datasets: the catalogue, versions by content, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ._disk import Disk
from ._downloads import Download
from ._errors import NotFound
from ._exchange import with_json
from ._jobs import Job
from ._local_files import LocalFiles
from ._progress import Progress
from ._together import PARALLEL
from ._transport import Transport
from ._uploads import Upload
from ._versions import DatasetVersion, read_version


class Datasets:
    """The catalogue of datasets and their versions. Made by :func:`thermocline.connect`."""

    def __init__(self, http: Transport, disk: Disk) -> None:
        self._http = http
        self._disk = disk

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
        return list(
            self._http.pages("/api/v1/datasets", "datasets", limit=1000, zone=zone, search=search)
        )

    def version(self, name: str, version: str | int = "latest") -> DatasetVersion:
        """A version by number, by digest, or the newest."""
        path = f"/api/v1/datasets/{_q(name)}/versions/{_q(version)}"
        return read_version(self._http.get(path), created=False)

    def versions(self, name: str) -> Sequence[DatasetVersion]:
        """All versions, newest first."""
        found = self._http.pages(f"/api/v1/datasets/{_q(name)}/versions", "versions", limit=1000)
        return [read_version(each, created=False) for each in found]

    def files(self, name: str, version: str | int = "latest") -> Sequence[dict[str, Any]]:
        """The files of a version with their sizes, digests and rows."""
        return list(
            self._http.pages(
                f"/api/v1/datasets/{_q(name)}/versions/{_q(version)}/files", "files", limit=1000
            )
        )

    def upload(
        self,
        name: str,
        files: Any,
        *,
        splits: Sequence[Mapping[str, Any]] | None = None,
        preprocessing: str | None = None,
        progress: bool | Progress = True,
        parallel: int = PARALLEL,
    ) -> DatasetVersion:
        """A version of files from here.

        ``files`` is a file, a folder with all below it, a frame, or a mapping of paths to files
        and frames. The same content gives the version that is there already. Files are sent
        several at once, and each is checked against what arrived. When it breaks off, the same
        call sends only the files that are not there yet.

        >>> p.datasets.upload("readmission", frame, progress=False).version
        '2'
        """
        upload = Upload(self._http, self._disk, name, f"/api/v1/datasets/{_q(name)}")

        def seal(begun: str, sent: Mapping[str, str]) -> DatasetVersion:
            source = {"kind": "upload", "upload": begun}
            try:
                return self._registered(name, source, splits, preprocessing)
            except NotFound:
                # An answer that was lost: the upload is a version already.
                newest = self.version(name)
                files = {each["path"]: each["sha256"] for each in self.files(name, newest.version)}
                if files == dict(sent):
                    return newest
                raise

        made: DatasetVersion = upload.of(files, progress, parallel, seal)
        return made

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
        return read_version(found, created=bool(done["created"]))

    def _registered(
        self,
        name: str,
        source: Mapping[str, Any],
        splits: Sequence[Mapping[str, Any]] | None,
        preprocessing: str | None,
    ) -> DatasetVersion:
        # The same files end in the same version, so asking twice does no harm.
        answer = self._http.send(
            with_json(
                "POST",
                f"/api/v1/datasets/{_q(name)}/versions",
                _order(source, splits, preprocessing),
                repeatable=True,
                timeout=600.0,
            )
        )
        return read_version(answer.json(), created=answer.status_code == 201)

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
        self,
        name: str,
        folder: str | Path,
        version: str | int = "latest",
        *,
        progress: bool | Progress = True,
        parallel: int = PARALLEL,
    ) -> Sequence[Path]:
        """Writes the files of a version below a folder, each checked against its digest.

        Files that are there already are not read again. Of one whose arrival broke off the rest
        is asked for; a platform that answers no ranges sends all of that file again.
        """
        return self._download(name, version).to_folder(Path(folder), progress, parallel)

    def local(
        self,
        name: str,
        version: str | int = "latest",
        *,
        progress: bool | Progress = True,
        parallel: int = PARALLEL,
    ) -> LocalFiles:
        """The files of a version from the cache on this disk, brought there if they are not.

        A version that is named by its number or digest is read without asking the platform when
        it is here: the next epoch and the next notebook take no byte over the network.

        >>> with p.datasets.local("readmission", 1, progress=False) as files:
        ...     files.to_pandas().columns.tolist()
        ['patient_id', 'bp']
        """
        return self._download(name, version).to_cache(progress, parallel)

    def _download(self, name: str, version: str | int) -> Download:
        about, files = self._known(name, str(version))
        return Download(self._http, self._disk, f"/api/v1/datasets/{_q(name)}", about, files)

    def _known(self, name: str, version: str) -> tuple[DatasetVersion, Sequence[dict[str, Any]]]:
        """A version and its files, which never change once they have a number."""
        cache = self._disk.files
        note = cache.known(self._disk.key("dataset", name, version))
        if note is None:
            found = self.version(name, version)
            note = {"version": found.about, "files": self.files(name, found.version)}
            for fixed in (found.version, found.digest):
                cache.know(self._disk.key("dataset", name, fixed), note)
        return read_version(note["version"], created=False), note["files"]


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


def _q(part: str | int) -> str:
    return quote(str(part), safe="")
