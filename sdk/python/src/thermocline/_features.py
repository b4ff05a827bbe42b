"""The feature store: definitions, history in, training sets out, online reads and pushes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import _online, _pushes, _statistics
from ._definitions import Definition, document
from ._disk import Disk
from ._ingestion import Ingestion
from ._jobs import Job
from ._joins import Joins
from ._moments import moment
from ._online import OnlineRows
from ._progress import Progress
from ._statistics import Statistics
from ._together import PARALLEL
from ._training_sets import TrainingSet
from ._transport import Transport

_HARMLESS = (
    "materializing again is safe, because newer rows win whoever writes them; at worst the work is "
    "done twice."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What apply would change, and why it could not."""

    changes: Sequence[Mapping[str, Any]]
    refusals: Sequence[Mapping[str, Any]]
    revision: int | None

    def __str__(self) -> str:
        lines = [f"{c['action']} {c['sort']} {c['name']}" for c in self.changes]
        lines += [f"REFUSED {r['sort']} {r['name']}: {r['reason']}" for r in self.refusals]
        return "\n".join(lines) or "nothing to change"


class Features:
    """Everything that the feature-service offers. Made by :func:`thermocline.connect`."""

    def __init__(self, http: Transport, disk: Disk) -> None:
        self._http = http
        self._disk = disk
        self._joins = Joins(http, disk)

    def plan(self, *definitions: Definition) -> Plan:
        """The difference between what stands and these definitions. Changes nothing.

        >>> print(p.features.plan(tc.FeatureView("vitals", "patient", [tc.Field("bp", "float64")])))
        add view vitals
        """
        return _plan(self._http.post("/api/v1/views/plan", document(definitions), repeatable=True))

    def apply(self, *definitions: Definition) -> Plan:
        """Makes the definitions true, all of them or none."""
        return _plan(self._http.post("/api/v1/views/apply", document(definitions), repeatable=True))

    def views(self) -> list[dict[str, Any]]:
        return _items(self._http.get("/api/v1/views"))

    def view(self, name: str) -> dict[str, Any]:
        return dict(self._http.get(f"/api/v1/views/{name}"))

    def service(self, name: str) -> dict[str, Any]:
        return dict(self._http.get(f"/api/v1/feature-services/{name}"))

    def ingest(
        self,
        view: str,
        frame: Any,
        *,
        replace: tuple[datetime, datetime] | None = None,
        progress: bool | Progress = True,
        parallel: int = PARALLEL,
    ) -> dict[str, Any]:
        """Adds rows to a view's history, all of them or none; gives the snapshot they became.

        ``frame`` is a pandas or polars frame, a pyarrow table, or the path of a Parquet, CSV or
        NDJSON file. ``replace`` takes away what the view had from one moment until another. Much
        is sent in parts, several at once; when that breaks off, the same call sends the rest.

        >>> p.features.ingest("vitals", frame, progress=False)["rows"]
        2
        """
        return Ingestion(self._http, self._disk, view).of(frame, replace, progress, parallel)

    def snapshots(self, view: str) -> list[dict[str, Any]]:
        """A view's history, newest first."""
        return _items(self._http.get(f"/api/v1/views/{view}/snapshots"))

    def retract(self, view: str, snapshot: int, reason: str) -> dict[str, Any]:
        """Takes a wrong snapshot back: joins no longer see it, the online store is repaired."""
        path = f"/api/v1/views/{view}/snapshots/{snapshot}/retraction"
        return dict(self._http.post(path, {"reason": reason}))

    def delete(self, view: str, entities: Sequence[Mapping[str, Any]], reason: str) -> None:
        """Deletes entities of a view, offline and online."""
        body = {"entities": [dict(entity) for entity in entities], "reason": reason}
        self._http.post(f"/api/v1/views/{view}/deletions", body)

    def historical(
        self,
        entities: Any,
        features: str | Sequence[str],
        *,
        version: int | None = None,
        event_time: str = "event_time",
        full_feature_names: bool = False,
        loose: bool = False,
        snapshots: Mapping[str, int] | None = None,
        dataset: str | None = None,
        progress: bool | Progress = True,
    ) -> TrainingSet:
        """A training set: each row of ``entities`` with what was known at its moment.

        ``features`` is the name of a feature service, or references such as ``["vitals:bp"]``.
        ``loose`` joins as Feast does, without the cutoff by created time. ``snapshots`` pins what
        is read, so that the same join can be run again. ``dataset`` makes the result a version of
        that dataset.

        >>> asked = {"patient_id": [1, 2], "event_time": [datetime.now(UTC)] * 2}
        >>> p.features.historical(asked, "triage", progress=False)
        TrainingSet(j1, 2 rows)
        """
        return self._joins.make(
            entities,
            features,
            version,
            progress,
            snapshots,
            eventTime=event_time,
            fullFeatureNames=full_feature_names,
            loose=loose,
            dataset=dataset,
        )

    def training_set(self, join: str, *, progress: bool | Progress = True) -> TrainingSet:
        """One that was made before, by its id; waits for it where it is still being made.

        What was read on this machine is read from its disk, without asking the platform.
        """
        return self._joins.get(join, progress)

    def statistics(
        self, view: str, snapshot: int | None = None, *, since: int | None = None
    ) -> Statistics:
        """What the values look like, of the newest snapshot or of another.

        ``since`` names an earlier one to compare with.
        """
        return _statistics.ask(self._http, view, snapshot, since)

    def materialize(
        self,
        *views: str,
        start: datetime | None = None,
        end: datetime | None = None,
        renew: bool = True,
    ) -> Materializations:
        """Brings views online: what is new since the last success, or a range of event times.

        >>> p.features.materialize("vitals").wait(progress=False)[0]["changed"]
        1
        """
        body: dict[str, Any] = {"views": list(views)}
        if start is None and end is None:
            body["renew"] = renew
        if start is not None:
            body["start"] = moment(start)
        if end is not None:
            body["end"] = moment(end)
        runs = _items(self._http.post("/api/v1/materializations", body, harmless=_HARMLESS))
        return Materializations([self._materialization(run) for run in runs])

    def materialization(self, run: str) -> Materializations:
        """A run that was started before, by its id."""
        found = dict(self._http.get(f"/api/v1/materializations/{run}"))
        return Materializations([self._materialization(found)])

    def _materialization(self, run: Mapping[str, Any]) -> Job:
        return Job(self._http, f"/api/v1/materializations/{run['id']}", run)

    def push(
        self,
        source: str,
        rows: Any,
        *,
        to: str = "online_and_offline",
        idempotency_key: str | None = None,
    ) -> dict[str, Any]:
        """Sends rows that are online before this returns, and in the history soon after.

        The key makes a repeated push the same push; one is made up if none is given, so that a
        push whose answer was lost is sent again without doubling a row.

        >>> now = datetime.now(UTC)
        >>> p.features.push("bedside", {"patient_id": 123, "event_time": now, "bp": 171.0})
        {'online': 'written'}
        """
        answer = self._http.send(_pushes.ask(source, rows, to, idempotency_key))
        return dict(answer.json()) if answer.content else {}

    def online(
        self,
        entities: Mapping[str, Any],
        features: str | Sequence[str],
        *,
        version: int | None = None,
        binary: bool = False,
    ) -> OnlineRows:
        """What is served now, read in one round trip.

        ``entities`` are join keys, one value or many: ``{"patient_id": 123}``. ``features`` is the
        name of a feature service, or references such as ``["vitals:bp"]``. ``binary`` asks for the
        answer in bytes, for large reads: bytes and timestamps then come as such, not as text.

        >>> p.features.online({"patient_id": 123}, "triage")["vitals:bp"].value
        120.0
        >>> p.features.online({"patient_id": [1, 2]}, ["vitals:bp"]).values("vitals:bp")
        [120.0, 120.0]
        """
        request = _online.ask(entities, features, version, binary)
        return _online.read(self._http.send(request), binary)

    def logged_predictions(self, deployment: str) -> list[dict[str, Any]]:
        """The Parquet files that hold a deployment's predictions: path, day, rows, digest.

        A prediction is in a file half a minute after its answer at the latest.
        """
        path = "/api/v1/joins/entity-rows/predictions"
        return _items(self._http.get(path, deployment=deployment))


class Materializations:
    """Runs that bring views online, one for each view."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = tuple(jobs)

    def wait(self, progress: bool | Progress = True) -> list[dict[str, Any]]:
        """Waits for all of them; raises when one failed."""
        return [job.wait(progress) for job in self.jobs]


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(
        changes=tuple(body.get("changes") or ()),
        refusals=tuple(body.get("refusals") or ()),
        revision=body.get("revision", body.get("base")),
    )


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(item) for item in body.get("items", ())]
