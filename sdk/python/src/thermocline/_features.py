"""The feature store: definitions, history in, training sets out, online reads and pushes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import _binary
from . import _frames as frames
from ._definitions import Definition, document
from ._errors import InvalidArgument
from ._jobs import Job
from ._online import OnlineRows
from ._training_sets import TrainingSet
from ._transport import Transport

if TYPE_CHECKING:
    pass

Progress = Callable[[Mapping[str, Any]], None]


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

    def __init__(self, http: Transport) -> None:
        self._http = http

    def plan(self, *definitions: Definition) -> Plan:
        """The difference between what stands and these definitions. Changes nothing."""
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
    ) -> dict[str, Any]:
        """Adds rows to a view's history, all of them or none; gives the snapshot they became.

        ``frame`` is a pandas or polars frame, a pyarrow table, or the path of a Parquet or CSV
        file. ``replace`` takes away what the view had from one moment until another.
        """
        content, media = frames.body(frame)
        params = None
        if replace is not None:
            params = {"replaceFrom": _moment(replace[0]), "replaceTo": _moment(replace[1])}
        answer = self._http.request(
            "POST",
            f"/api/v1/views/{view}/snapshots",
            content=content,
            headers={"Content-Type": media},
            params=params,
            timeout=600.0,
        )
        return dict(answer.json())

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
        """
        content, media = frames.body(entities)
        uploaded = self._http.request(
            "POST",
            "/api/v1/joins/entity-rows",
            content=content,
            headers={"Content-Type": media},
            repeatable=True,
            timeout=600.0,
        ).json()
        body: dict[str, Any] = {
            "entityRowsPath": uploaded["path"],
            "eventTime": event_time,
            "fullFeatureNames": full_feature_names,
            "loose": loose,
        }
        if isinstance(features, str) and ":" not in features:
            body["featureService"] = features
            if version is not None:
                body["version"] = version
        else:
            body["features"] = [features] if isinstance(features, str) else list(features)
        if snapshots:
            body["snapshots"] = [{"view": v, "number": n} for v, n in snapshots.items()]
        if dataset is not None:
            body["dataset"] = dataset
        started = self._http.post("/api/v1/joins", body)
        job = Job(self._http, f"/api/v1/joins/{started['id']}", started)
        return TrainingSet(self._http, job.wait(progress))

    def materialize(
        self,
        *views: str,
        start: datetime | None = None,
        end: datetime | None = None,
        renew: bool = True,
    ) -> Materializations:
        """Brings views online: what is new since the last success, or a range of event times."""
        body: dict[str, Any] = {"views": list(views)}
        if start is None and end is None:
            body["renew"] = renew
        if start is not None:
            body["start"] = _moment(start)
        if end is not None:
            body["end"] = _moment(end)
        runs = _items(self._http.post("/api/v1/materializations", body))
        jobs = [Job(self._http, f"/api/v1/materializations/{run['id']}", run) for run in runs]
        return Materializations(jobs)

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
        """
        body = {
            "source": source,
            "to": to,
            "rows": frames.plain_rows(rows),
        }
        answer = self._http.request(
            "POST",
            "/api/v1/push",
            content=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": idempotency_key or uuid.uuid4().hex,
            },
            repeatable=True,
        )
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
        """
        body: dict[str, Any] = {"entities": {key: _many(value) for key, value in entities.items()}}
        if isinstance(features, str) and ":" not in features:
            body["service"] = features
            if version is not None:
                body["version"] = version
        else:
            body["features"] = [features] if isinstance(features, str) else list(features)
        if not binary:
            return OnlineRows(self._http.post("/api/v1/online/read", body, repeatable=True))
        answer = self._http.request(
            "POST",
            "/api/v1/online/read",
            content=json.dumps(body, allow_nan=False).encode(),
            headers={"Content-Type": "application/json", "Accept": _binary.MEDIA_TYPE},
            repeatable=True,
        )
        return OnlineRows(_binary.read(answer.content))


class Materializations:
    """Runs that bring views online, one for each view."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = tuple(jobs)

    def wait(self, progress: bool | Progress = True) -> list[dict[str, Any]]:
        """Waits for all of them; raises when one failed."""
        return [job.wait(progress) for job in self.jobs]


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise InvalidArgument(
            f"{at} has no time zone, so its moment is unknown. Use datetime.now(UTC), or "
            "at.replace(tzinfo=UTC).",
            code="time-without-zone",
        )
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _many(value: Any) -> list[Any]:
    if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        return [value]
    return [item.item() if hasattr(item, "item") else item for item in value]


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(
        changes=tuple(body.get("changes") or ()),
        refusals=tuple(body.get("refusals") or ()),
        revision=body.get("revision", body.get("base")),
    )


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(item) for item in body.get("items", ())]
