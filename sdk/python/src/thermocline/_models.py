"""Models, their aliases and history, and the deployments that serve them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ._errors import InvalidArgument
from ._features import Features
from ._transport import Transport

_PAGE = 1000

#: What a deployment keeps when its traffic changes.
_KEPT = (
    "default",
    "featureService",
    "runtime",
    "remoteUrl",
    "stickyKey",
    "cache",
    "missing",
    "fallback",
    "log",
)


class Models:
    """What the registry knows beyond MLflow. Made by :func:`thermocline.connect`."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    def list(self) -> list[dict[str, Any]]:
        return [*self._http.pages("/api/v1/models", "models", limit=_PAGE)]

    def versions(self, model: str) -> Sequence[dict[str, Any]]:
        """All versions of a model."""
        return [*self._http.pages(f"/api/v1/models/{_q(model)}/versions", "versions", limit=_PAGE)]

    def version(self, model: str, version: str | int) -> dict[str, Any]:
        """A version by number, label or ``@alias``."""
        return dict(self._http.get(f"/api/v1/models/{_q(model)}/versions/{_q(version)}"))

    def set_alias(
        self, model: str, alias: str, version: str | int, *, reason: str | None = None
    ) -> dict[str, Any]:
        body = {"version": str(version), "reason": reason}
        return dict(
            self._http.json("PUT", f"/api/v1/models/{_q(model)}/aliases/{_q(alias)}", body=body)
        )

    def alias_history(self, model: str, alias: str) -> Sequence[dict[str, Any]]:
        """Every move of an alias: who, when, from, to, why."""
        path = f"/api/v1/models/{_q(model)}/aliases/{_q(alias)}/history"
        return list(self._http.get(path)["moves"])

    def roll_back_alias(
        self, model: str, alias: str, *, reason: str | None = None
    ) -> dict[str, Any]:
        """Puts an alias back to what it meant before."""
        path = f"/api/v1/models/{_q(model)}/aliases/{_q(alias)}/rollback"
        return dict(self._http.post(path, {"reason": reason}) or {})


class Deployments:
    """Named endpoints: which versions answer, in which shares. Made by ``connect``."""

    def __init__(self, http: Transport, features: Features) -> None:
        self._http = http
        self._features = features

    def set(
        self,
        name: str,
        traffic: str | Mapping[str, int],
        *,
        feature_service: str | tuple[str, int] | None = None,
        runtime: str = "auto",
        shadow: str | None = None,
        missing: Mapping[str, Any] | str | None = None,
        cache: Mapping[str, Any] | None = None,
        reason: str | None = None,
        wait: bool = True,
        **more: Any,
    ) -> dict[str, Any]:
        """Creates or changes a deployment, and waits until every gateway serves it.

        ``traffic`` is one version (``"readmission@champion"``, ``"readmission/3"``) or shares of
        several (``{"readmission/3": 90, "readmission/4": 10}``). A feature service without a
        version is its newest. ``missing`` gives values for
        features that have none (``{"vitals:bp": 120}``), or is ``"null"`` or ``"reject"``.
        """
        shares = {traffic: 100} if isinstance(traffic, str) else traffic
        body: dict[str, Any] = {
            "arms": [{"weight": w, "version": target(t)} for t, w in shares.items()],
            "runtime": runtime,
            **more,
        }
        if feature_service is not None:
            if isinstance(feature_service, str):
                newest = self._features.service(feature_service)["version"]
                feature_service = (feature_service, newest)
            body["featureService"] = {"name": feature_service[0], "version": feature_service[1]}
        if shadow is not None:
            body["shadow"] = target(shadow)
        if isinstance(missing, str):
            body["missing"] = {"policy": missing}
        elif missing is not None:
            body["missing"] = {"policy": "default", "defaults": dict(missing)}
        if cache is not None:
            body["cache"] = dict(cache)
        if reason is not None:
            body["reason"] = reason
        return self._put(name, body, wait)

    def promote(
        self, name: str, version: str, *, reason: str | None = None, wait: bool = True
    ) -> dict[str, Any]:
        """Gives one version all of the traffic; everything else stays as it was.

        ``version`` as in ``"readmission/4"`` or ``"readmission@champion"``. Refused when somebody
        else changed the deployment meanwhile; :meth:`roll_back` undoes it.
        """
        stands = self.get(name)
        kept = {key: stands[key] for key in _KEPT if stands.get(key) is not None}
        if stands.get("shadow"):
            kept["shadow"] = {key: stands["shadow"][key] for key in ("model", "version")}
        return self._put(
            name,
            {
                **kept,
                "arms": [{"weight": 100, "version": target(version)}],
                "expectedRevision": stands["revision"],
                "reason": reason,
            },
            wait,
        )

    def get(self, name: str) -> dict[str, Any]:
        return dict(self._http.get(f"/api/v1/deployments/{_q(name)}"))

    def _put(self, name: str, body: Mapping[str, Any], wait: bool) -> dict[str, Any]:
        path = f"/api/v1/deployments/{_q(name)}"
        params = {"wait": "served" if wait else None}
        return dict(self._http.json("PUT", path, body=body, params=params))

    def list(self) -> list[dict[str, Any]]:
        return [*self._http.pages("/api/v1/deployments", "deployments", limit=_PAGE)]

    def history(self, name: str) -> Sequence[dict[str, Any]]:
        return list(self._http.get(f"/api/v1/deployments/{_q(name)}/revisions")["revisions"])

    def roll_back(self, name: str, *, reason: str | None = None) -> dict[str, Any]:
        """Puts a deployment back to the revision before, as a new revision."""
        path = f"/api/v1/deployments/{_q(name)}/rollback"
        return dict(self._http.post(path, {"reason": reason}, params={"wait": "served"}))

    def delete(self, name: str) -> None:
        self._http.json("DELETE", f"/api/v1/deployments/{_q(name)}")


def target(text: str) -> dict[str, str]:
    """``model/3``, ``model/v1.2.3`` or ``model@alias`` as the registry writes it.

    >>> target("readmission@champion")
    {'model': 'readmission', 'version': '@champion'}
    >>> target("readmission/3")
    {'model': 'readmission', 'version': '3'}
    """
    model, at, alias = text.partition("@")
    if at and model and alias:
        return {"model": model, "version": f"@{alias}"}
    model, slash, version = text.rpartition("/")
    if slash and model and version:
        return {"model": model, "version": version}
    raise InvalidArgument(
        f"'{text}' names no version. Write model/3, model/v1.2.3 or model@champion.",
        code="no-version",
    )


def _q(part: str | int) -> str:
    return quote(str(part), safe="@")
