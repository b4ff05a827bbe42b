"""The feature store: definitions, history in, training sets out, online reads and pushes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._definitions import Definition, document
from ._transport import Transport

if TYPE_CHECKING:
    import pandas

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


@dataclass(frozen=True, slots=True)
class OnlineValue:
    """One feature of one entity as it is served now. The value is None unless PRESENT."""

    value: Any
    status: str
    event_time: str | None


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

    def online(
        self,
        entities: Mapping[str, Any],
        features: str | Sequence[str],
        *,
        version: int | None = None,
    ) -> OnlineRows:
        """What is served now, read in one round trip.

        ``entities`` are join keys, one value or many: ``{"patient_id": 123}``. ``features`` is the
        name of a feature service, or references such as ``["vitals:bp"]``.
        """
        body: dict[str, Any] = {"entities": {key: _many(value) for key, value in entities.items()}}
        if isinstance(features, str) and ":" not in features:
            body["service"] = features
            if version is not None:
                body["version"] = version
        else:
            body["features"] = [features] if isinstance(features, str) else list(features)
        return OnlineRows(self._http.post("/api/v1/online/read", body, repeatable=True))


class OnlineRows:
    """Features of one or many entities, with the state and the event time of each."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._columns: dict[str, Any] = {c["feature"]: c for c in body["features"]}
        self._views: dict[str, Any] = dict(body["views"])
        self.recovering: bool = bool(body.get("recovering"))

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()))["values"]) if self._columns else 0

    def row(self, index: int = 0) -> dict[str, OnlineValue]:
        """The features of one of the entities that were asked for, by reference."""
        return {name: self._value(name, index) for name in self._columns}

    def __getitem__(self, feature: str) -> OnlineValue:
        return self._value(feature, 0)

    def values(self, feature: str) -> list[Any]:
        return list(self._columns[feature]["values"])

    def to_pandas(self) -> pandas.DataFrame:
        import pandas

        return pandas.DataFrame({name: c["values"] for name, c in self._columns.items()})

    def _value(self, feature: str, index: int) -> OnlineValue:
        column = self._columns[feature]
        view = self._views.get(feature.partition(":")[0], {})
        times = view.get("eventTimes") or []
        return OnlineValue(
            column["values"][index],
            column["states"][index],
            times[index] if index < len(times) else None,
        )


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
