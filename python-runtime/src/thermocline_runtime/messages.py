"""Requests and answers of the Open Inference Protocol with its binary extension."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import http, tensors
from .errors import bad_request
from .tensors import Tensor


@dataclass(frozen=True)
class InferRequest:
    id: str | None
    inputs: list[Tensor]
    binary_output: bool
    parameters: dict[str, Any]


def parse(body: bytes, header_length: int | None) -> InferRequest:
    """Reads a body; with a header length, bytes of tensors follow the JSON."""
    length = len(body) if header_length is None else header_length
    if not 0 <= length <= len(body):
        raise bad_request("Inference-Header-Content-Length is longer than the body.")
    document = http.document(body[:length])
    listed = document.get("inputs")
    if not isinstance(listed, list) or not listed:
        raise bad_request("A request needs 'inputs'.")
    rest = memoryview(body)[length:]
    inputs: list[Tensor] = []
    for spec in listed:
        if not isinstance(spec, dict):
            raise bad_request("An input is an object with name, datatype, shape and data.")
        tensor, rest = tensors.from_json(spec, rest)
        inputs.append(tensor)
    if len(rest):
        raise bad_request(f"{len(rest)} bytes behind the JSON belong to no input.")
    parameters = document.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise bad_request("'parameters' is an object.")
    binary = parameters.get("binary_data_output") is True
    return InferRequest(document.get("id"), inputs, binary, parameters)


def render(
    request: InferRequest, model_name: str, outputs: list[Tensor]
) -> tuple[bytes, int | None]:
    """The body of an answer, and the length of its JSON if bytes follow it."""
    document: dict[str, Any] = {"model_name": model_name}
    if request.id is not None:
        document["id"] = request.id
    blobs: list[bytes] = []
    listed: list[dict[str, Any]] = []
    for tensor in outputs:
        line: dict[str, Any] = {
            "name": tensor.name,
            "datatype": tensor.datatype,
            "shape": list(tensor.shape),
        }
        if request.binary_output:
            blob = tensors.to_bytes(tensor)
            line["parameters"] = {"binary_data_size": len(blob)}
            blobs.append(blob)
        else:
            line["data"] = tensors.to_data(tensor)
        listed.append(line)
    document["outputs"] = listed
    head = json.dumps(document, separators=(",", ":")).encode()
    return head + b"".join(blobs), len(head) if request.binary_output else None
