from __future__ import annotations

import httpx2
import pytest

from thermocline import _errors as errors
from thermocline._transport import Transport


def transport(handler: object, **kwargs: object) -> tuple[Transport, list[float]]:
    pauses: list[float] = []
    made = Transport(
        "registry",
        "http://registry",
        "secret",
        http=httpx2.MockTransport(handler),  # type: ignore[arg-type]
        sleep=pauses.append,
        **kwargs,  # type: ignore[arg-type]
    )
    return made, pauses


def test_sends_token_project_and_a_request_id() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"ok": True})

    made, _ = transport(handler, project="icu")
    assert made.get("/api/v1/models", max=3, cursor=None) == {"ok": True}
    assert seen[0].headers["authorization"] == "Bearer secret"
    assert seen[0].headers["x-thermocline-project"] == "icu"
    assert len(seen[0].headers["x-request-id"]) == 32
    assert str(seen[0].url) == "http://registry/api/v1/models?max=3"


def test_waits_as_long_as_a_busy_server_asks() -> None:
    answers = [httpx2.Response(429, headers={"Retry-After": "3"}), httpx2.Response(200, json=1)]
    made, pauses = transport(lambda _: answers.pop(0))
    assert made.post("/api/v1/push", {}) == 1
    assert pauses == [3.0]


def test_repeats_a_read_whose_connection_broke() -> None:
    calls = 0

    def handler(request: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise httpx2.ReadError("gone", request=request)
        return httpx2.Response(200, json=[])

    made, _ = transport(handler)
    assert made.get("/x") == []
    assert calls == 3


def test_never_repeats_a_change_whose_outcome_is_unknown() -> None:
    calls = 0

    def handler(request: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        raise httpx2.ReadError("gone", request=request)

    made, _ = transport(handler)
    with pytest.raises(errors.UnknownOutcome, match="may or may not have happened") as caught:
        made.post("/x", {})
    assert calls == 1
    assert not caught.value.safe_to_repeat


def test_says_where_nobody_answers() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    made, _ = transport(handler)
    with pytest.raises(errors.NotConnected, match="registry does not answer at http://registry"):
        made.get("/x")


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (404, {"code": "not-found", "detail": "No model 'x'."}, errors.NotFound, "not-found"),
        (
            400,
            {"error_code": "INVALID_PARAMETER_VALUE", "message": "m"},
            errors.InvalidArgument,
            "INVALID_PARAMETER_VALUE",
        ),
        (401, {"title": "Unauthorized"}, errors.Unauthenticated, "Unauthenticated"),
        (500, "plain", errors.ServerFault, "ServerFault"),
    ],
)
def test_each_kind_of_failure_has_its_class(
    status: int, body: object, kind: type[errors.ThermoclineError], code: str
) -> None:
    made, _ = transport(
        lambda _: httpx2.Response(status, json=body, headers={"X-Request-Id": "r1"})
    )
    with pytest.raises(kind) as caught:
        made.get("/x")
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.request_id == "r1"
    assert caught.value.status == status


def test_field_errors_are_part_of_the_message() -> None:
    body = {"detail": "Bad.", "errors": [{"field": "name", "message": "must not be empty"}]}
    made, _ = transport(lambda _: httpx2.Response(400, json=body))
    with pytest.raises(errors.InvalidArgument, match="name: must not be empty"):
        made.get("/x")
