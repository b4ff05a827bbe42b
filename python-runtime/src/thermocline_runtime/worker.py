"""What the routes do."""

from __future__ import annotations

import json
import logging
import time

from . import __version__, http, messages, scoring
from .errors import RequestError
from .http import Request, Response
from .logs import fields
from .metrics import Metrics
from .model import Model
from .queueing import Turns

_log = logging.getLogger(__name__)
_TIMEOUT_HEADER = "x-request-timeout-ms"
_LENGTH_HEADER = "inference-header-content-length"


class Worker:
    """One model and the questions to it."""

    def __init__(
        self, name: str, model: Model, turns: Turns, patience: float, longest: float
    ) -> None:
        self._name = name
        self._model = model
        self._turns = turns
        self._patience = patience
        self._longest = longest
        self._metrics = Metrics()
        self._routes = {
            ("GET", "/v2"): self._server,
            ("GET", "/v2/health/live"): self._fine,
            ("GET", "/v2/health/ready"): self._ready,
            ("GET", f"/v2/models/{name}"): self._describe,
            ("GET", f"/v2/models/{name}/ready"): self._ready,
            ("POST", f"/v2/models/{name}/infer"): self._infer,
            ("POST", "/invocations"): self._invocations,
            ("GET", "/ping"): self._fine,
            ("GET", "/metrics"): self._report,
        }

    def handle(self, request: Request) -> Response:
        try:
            response = self._route(request)
        except RequestError as e:
            if e.status >= 500:
                _log.warning(e.message, exc_info=e, extra=fields(status=e.status))
            response = http.failure(e)
        except Exception:
            _log.exception("A request failed inside the worker.")
            response = http.failure(RequestError(500, "The worker failed; its log says why."))
        self._metrics.answered(response.status)
        return response

    def _route(self, request: Request) -> Response:
        path = request.path.partition("?")[0]
        route = self._routes.get((request.method, path))
        if route is not None:
            return route(request)
        known = [method for method, known_path in self._routes if known_path == path]
        if known:
            raise RequestError(405, f"{path} takes {', '.join(known)}.")
        raise RequestError(404, f"There is no {path} here; the model is '{self._name}'.")

    def _infer(self, request: Request) -> Response:
        parsed = messages.parse(request.body, _number(request, _LENGTH_HEADER))
        rows = parsed.inputs[0].shape[0] if parsed.inputs[0].shape else 1
        with self._turns.take(self._patience_of(request)) as waited:
            began = time.perf_counter()
            outputs = self._model.infer(parsed.inputs)
            self._metrics.predicted(rows, waited, time.perf_counter() - began)
        body, head = messages.render(parsed, self._name, outputs)
        if head is None:
            return Response(200, body)
        return Response(
            200, body, "application/octet-stream", {"Inference-Header-Content-Length": str(head)}
        )

    def _invocations(self, request: Request) -> Response:
        with self._turns.take(self._patience_of(request)) as waited:
            began = time.perf_counter()
            body = scoring.answer(
                self._model, request.headers.get("content-type", ""), request.body
            )
            self._metrics.predicted(1, waited, time.perf_counter() - began)
        return Response(200, body)

    def _patience_of(self, request: Request) -> float:
        milliseconds = _number(request, _TIMEOUT_HEADER)
        return self._patience if milliseconds is None else milliseconds / 1000

    def _server(self, _: Request) -> Response:
        return _json(
            {
                "name": "thermocline-python-runtime",
                "version": __version__,
                "extensions": ["binary_tensor_data"],
            }
        )

    def _fine(self, _: Request) -> Response:
        return _json({"ready": True, "live": True, "name": self._name})

    def _ready(self, request: Request) -> Response:
        running = self._turns.longest_running()
        if running > self._longest:
            raise RequestError(503, f"The model has been at one question for {running:.0f} s.")
        return self._fine(request)

    def _describe(self, _: Request) -> Response:
        return _json(self._model.describe(self._name))

    def _report(self, _: Request) -> Response:
        now = (
            "# TYPE thermocline_runtime_running gauge\n"
            f"thermocline_runtime_running {self._turns.running()}\n"
            "# TYPE thermocline_runtime_waiting gauge\n"
            f"thermocline_runtime_waiting {self._turns.waiting()}\n"
        )
        return Response(200, self._metrics.render() + now.encode(), "text/plain; version=0.0.4")


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode())


def _number(request: Request, name: str) -> int | None:
    value = request.headers.get(name)
    if value is None:
        return None
    if not value.isdecimal():
        raise RequestError(400, f"The header {name} is not a number.")
    return int(value)
