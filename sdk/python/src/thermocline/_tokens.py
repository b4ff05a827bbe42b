"""Tokens: who may do what."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ._transport import Transport


class Tokens:
    """Makes, lists, rotates and revokes tokens. Needs an administrator's token itself."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    def create(
        self, name: str, role: str, *, project: str | None = None, expires_at: str | None = None
    ) -> dict[str, Any]:
        """The answer holds the token's secret, once: it is stored nowhere."""
        body = {"name": name, "role": role, "project": project, "expiresAt": expires_at}
        return dict(self._http.post("/api/v1/tokens", {k: v for k, v in body.items() if v}))

    def list(self) -> list[dict[str, Any]]:
        """All tokens, without their secrets."""
        return [*self._http.pages("/api/v1/tokens", "tokens")]

    def rotate(self, name: str) -> dict[str, Any]:
        """A new secret under the same name; the old one stops working."""
        return dict(self._http.post(f"/api/v1/tokens/{quote(name, safe='')}/rotate"))

    def revoke(self, name: str) -> None:
        self._http.json("DELETE", f"/api/v1/tokens/{quote(name, safe='')}")
