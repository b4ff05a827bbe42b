"""What a feature is, as frozen objects: the same words as the platform's, checked when sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

Scalar = Literal["bool", "int32", "int64", "float32", "float64", "string", "bytes", "timestamp"]


def _label(description: str, owner: str | None, tags: Sequence[str]) -> dict[str, Any]:
    label = {"description": description or None, "owner": owner, "tags": list(tags) or None}
    return {key: value for key, value in label.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Field:
    """One typed column: a feature of a view, a join key, or an input that only a request knows.

    >>> Field("spo2", "float32", tags=("pii",)).json()
    {'name': 'spo2', 'type': 'float32', 'tags': ['pii']}
    """

    name: str
    type: str
    description: str = ""
    tags: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        return {"name": self.name, "type": self.type, **_label(self.description, None, self.tags)}


@dataclass(frozen=True, slots=True)
class Entity:
    """What features are about, and the columns that name one of it.

    >>> Entity("patient", [Field("patient_id", "int64")]).json()["joinKeys"]
    [{'name': 'patient_id', 'type': 'int64'}]
    """

    name: str
    join_keys: Sequence[Field]
    description: str = ""
    owner: str | None = None
    tags: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "joinKeys": [{"name": key.name, "type": key.type} for key in self.join_keys],
            **_label(self.description, self.owner, self.tags),
        }


@dataclass(frozen=True, slots=True)
class Sql:
    """A SELECT that makes a view's rows from other views and from files below ``raw/``."""

    statement: str
    inputs: Sequence[str] = ()
    files: Sequence[tuple[str, str]] = ()
    schedule: str | None = None

    def json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"sql": self.statement, "inputs": list(self.inputs)}
        if self.files:
            made["files"] = [{"name": name, "prefix": prefix} for name, prefix in self.files]
        if self.schedule:
            made["schedule"] = self.schedule
        return made


@dataclass(frozen=True, slots=True)
class PushSource:
    """A named way in for rows that arrive one by one."""

    name: str
    description: str = ""
    owner: str | None = None
    tags: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        return {"name": self.name, **_label(self.description, self.owner, self.tags)}


@dataclass(frozen=True, slots=True)
class FeatureView:
    """Features of one entity that come together, each row with the moment it was true.

    >>> vitals = FeatureView("vitals", "patient", [Field("bp", "float64")], ttl=timedelta(days=2))
    >>> vitals.json()["ttl"]
    'PT172800S'
    """

    name: str
    entity: str | Entity
    fields: Sequence[Field]
    event_time: str = "event_time"
    created_time: str | None = None
    ttl: timedelta | None = None
    retention: timedelta | None = None
    future_tolerance: timedelta | None = None
    online: bool = True
    schedule: str | None = None
    source: PushSource | Sql | None = None
    description: str = ""
    owner: str | None = None
    tags: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "name": self.name,
            "entity": self.entity if isinstance(self.entity, str) else self.entity.name,
            "fields": [field.json() for field in self.fields],
            "eventTime": self.event_time,
            "createdTime": self.created_time,
            "ttl": _duration(self.ttl),
            "retention": _duration(self.retention),
            "futureTolerance": _duration(self.future_tolerance),
            "online": self.online,
            "schedule": self.schedule,
            **_label(self.description, self.owner, self.tags),
        }
        if isinstance(self.source, PushSource):
            made["source"] = {"push": self.source.name}
        elif isinstance(self.source, Sql):
            made["source"] = self.source.json()
        return {key: value for key, value in made.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Expression:
    """A value computed from features and request inputs at the moment it is asked for."""

    name: str
    type: str
    expression: str
    description: str = ""

    def json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "expression": self.expression,
            **_label(self.description, None, ()),
        }


@dataclass(frozen=True, slots=True)
class FeatureService:
    """A named bundle of features that a model is trained and served with.

    >>> FeatureService("triage", ["vitals:bp", "vitals:age"]).json()["features"]
    ['vitals:bp', 'vitals:age']
    """

    name: str
    features: Sequence[str]
    request_inputs: Sequence[Field] = ()
    expressions: Sequence[Expression] = ()
    description: str = ""
    owner: str | None = None
    tags: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "features": list(self.features),
            "requestInputs": [entry.json() for entry in self.request_inputs],
            "expressions": [entry.json() for entry in self.expressions],
            **_label(self.description, self.owner, self.tags),
        }


Definition = Entity | FeatureView | FeatureService | PushSource


def document(definitions: Iterable[Definition]) -> dict[str, Any]:
    """The body of plan and apply. A push source named by a view comes along by itself."""
    rooms: dict[str, dict[str, Any]] = {
        "entities": {},
        "pushSources": {},
        "views": {},
        "featureServices": {},
    }
    for definition in definitions:
        match definition:
            case Entity():
                rooms["entities"][definition.name] = definition.json()
            case PushSource():
                rooms["pushSources"][definition.name] = definition.json()
            case FeatureView():
                rooms["views"][definition.name] = definition.json()
                if isinstance(definition.entity, Entity):
                    rooms["entities"].setdefault(definition.entity.name, definition.entity.json())
                if isinstance(definition.source, PushSource):
                    source = definition.source
                    rooms["pushSources"].setdefault(source.name, source.json())
            case FeatureService():
                rooms["featureServices"][definition.name] = definition.json()
    return {room: list(named.values()) for room, named in rooms.items() if named}


def _duration(value: timedelta | None) -> str | None:
    if value is None:
        return None
    seconds = value.total_seconds()
    return f"PT{seconds:g}S" if seconds % 1 else f"PT{int(seconds)}S"
