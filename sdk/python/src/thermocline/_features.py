"""The feature store: definitions, history in, training sets out, online reads and pushes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._definitions import Definition, document
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


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(
        changes=tuple(body.get("changes") or ()),
        refusals=tuple(body.get("refusals") or ()),
        revision=body.get("revision", body.get("base")),
    )


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(item) for item in body.get("items", ())]
