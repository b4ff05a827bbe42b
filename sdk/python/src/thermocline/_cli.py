"""The command line: the SDK's verbs for shells. Tables for people, --json for machines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ._cli_datasets import KINDS, add_verbs, show_lineage
from ._errors import InvalidArgument, ThermoclineError
from ._platform import Platform, connect

_PLATFORM_VERBS = ("up", "down", "status", "logs", "demo", "test", "verify", "bench", "reset")


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in _PLATFORM_VERBS:
        print(
            f"'{words[0]}' is a verb of the platform's own script: ./thermocline {words[0]}",
            file=sys.stderr,
        )
        return 2
    arguments = _parser().parse_args(words)
    try:
        with connect(
            arguments.registry,
            arguments.features,
            arguments.gateway,
            arguments.token,
            arguments.project,
            mlflow=False,
        ) as platform:
            found = arguments.run(platform, arguments)
    except ThermoclineError as error:
        _fail(error, arguments.json)
        return 1
    _show(found, arguments.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON instead of a table")
    for name in ("registry", "features", "gateway"):
        common.add_argument(f"--{name}", metavar="URL", help=argparse.SUPPRESS)
    common.add_argument("--token", help=argparse.SUPPRESS)
    common.add_argument("--project", help="another project than the token's or 'default'")

    parser = argparse.ArgumentParser(
        prog="thermocline",
        description="Features, models and predictions of a Thermocline platform.",
        epilog="The platform is found by itself: arguments, THERMOCLINE_* variables, or "
        ".thermocline/platform.json here or above.",
    )
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")

    def verb(group: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = group.add_parser(
            name, help=text, description=text, parents=[common]
        )
        made.set_defaults(run=run)
        return made

    predict = verb(verbs, "predict", _predict, "Ask a deployment for a prediction.")
    predict.add_argument("deployment", nargs="?", help="the default deployment if left out")
    predict.add_argument(
        "entities", nargs="*", metavar="KEY=VALUE", help="join keys, as in patient_id=123"
    )
    predict.add_argument("--inputs", help="JSON: a record, records or columns; @FILE reads a file")
    predict.add_argument("--explain", action="store_true", help="say what was used")
    predict.add_argument("--fresh", action="store_true", help="pass the cache by")

    views = verb(verbs, "views", lambda p, _: p.features.views(), "List feature views.")
    views.set_defaults()
    view = verb(verbs, "view", lambda p, a: p.features.view(a.name), "Show a feature view.")
    view.add_argument("name")
    verb(verbs, "models", lambda p, _: p.models.list(), "List registered models.")
    verb(verbs, "deployments", lambda p, _: p.deployments.list(), "List deployments.")

    deploy = verb(verbs, "deploy", _deploy, "Create or change a deployment.")
    deploy.add_argument("name")
    deploy.add_argument(
        "traffic", nargs="+", metavar="VERSION[=WEIGHT]", help="model@alias, model/3=90 model/4=10"
    )
    deploy.add_argument("--feature-service", metavar="NAME[:VERSION]")
    deploy.add_argument("--runtime", default="auto", choices=["auto", "onnx", "python", "remote"])
    deploy.add_argument("--reason")
    rollback = verb(
        verbs,
        "rollback",
        lambda p, a: p.deployments.roll_back(a.name),
        "Undo a deployment's change.",
    )
    rollback.add_argument("name")

    datasets = verbs.add_parser("datasets", help="List, make and compare datasets.")
    add_verbs(datasets.add_subparsers(required=True, metavar="VERB"), verb)
    lineage = verb(verbs, "lineage", show_lineage, "What a thing came from and what came of it.")
    lineage.add_argument("kind", choices=KINDS)
    lineage.add_argument("reference", help="as in readmission/3, vitals/12 or a run's id")
    lineage.add_argument("--direction", default="both", choices=["up", "down", "both"])

    tokens = verbs.add_parser("tokens", help="Create, list, rotate and revoke tokens.")
    token_verbs = tokens.add_subparsers(required=True, metavar="VERB")
    verb(token_verbs, "list", lambda p, _: p.tokens.list(), "List tokens, without their secrets.")
    create = verb(
        token_verbs,
        "create",
        lambda p, a: p.tokens.create(a.name, a.role, expires_at=a.expires),
        "Make a token; its secret is printed once.",
    )
    create.add_argument("name")
    create.add_argument("role", choices=["reader", "scientist", "deployer", "admin"])
    create.add_argument("--expires", metavar="INSTANT", help="as in 2027-01-31T00:00:00Z")
    for name, text in (("rotate", "A new secret for a token."), ("revoke", "End a token.")):
        one = verb(token_verbs, name, _token_verb(name), text)
        one.add_argument("name")
    return parser


def _token_verb(name: str) -> Any:
    return lambda platform, arguments: getattr(platform.tokens, name)(arguments.name)


def _predict(platform: Platform, arguments: argparse.Namespace) -> Any:
    words = list(arguments.entities)
    deployment = arguments.deployment
    if deployment and "=" in deployment:
        words.insert(0, deployment)
        deployment = None
    entities = {key: _value(value) for key, value in map(_pair, words)} or None
    answer = platform.predict(
        deployment,
        entities,
        _json(arguments.inputs) if arguments.inputs else None,
        explain=arguments.explain,
        fresh=arguments.fresh,
    )
    shown: dict[str, Any] = {
        "predictions": list(answer.values),
        "deployment": answer.deployment,
        "version": f"{answer.model}/{answer.version}",
        "cache": answer.cache,
        "id": answer.id,
    }
    if answer.age is not None:
        shown["age"] = answer.age
    if answer.labels:
        shown["labels"] = list(answer.labels)
    return {**shown, **answer.explanation}


def _deploy(platform: Platform, arguments: argparse.Namespace) -> Any:
    shares = dict(_share(word, len(arguments.traffic)) for word in arguments.traffic)
    service: Any = arguments.feature_service
    if service and ":" in service:
        name, _, number = service.partition(":")
        service = (name, int(number))
    return platform.deployments.set(
        arguments.name,
        shares,
        feature_service=service,
        runtime=arguments.runtime,
        reason=arguments.reason,
    )


def _share(word: str, count: int) -> tuple[str, int]:
    version, equals, weight = word.partition("=")
    if not equals and count > 1:
        raise InvalidArgument(f"'{word}' needs a weight, as in {word}=50.", code="no-weight")
    try:
        return version, int(weight) if equals else 100
    except ValueError:
        raise InvalidArgument(f"'{weight}' is no weight of 0 to 100.", code="no-weight") from None


def _pair(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or not key:
        raise InvalidArgument(f"'{word}' is not KEY=VALUE, as in patient_id=123.", code="no-pair")
    return key, value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _json(text: str) -> Any:
    try:
        return json.loads(Path(text[1:]).read_text() if text.startswith("@") else text)
    except OSError as error:
        raise InvalidArgument(f"{text[1:]} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidArgument(f"--inputs is no JSON: {error}.") from error


def _fail(error: ThermoclineError, as_json: bool) -> None:
    if as_json:
        body = {
            "code": error.code,
            "message": error.message,
            "requestId": error.request_id,
            "safeToRepeat": error.safe_to_repeat,
        }
        print(json.dumps(body), file=sys.stderr)
    else:
        print(f"thermocline: {error}", file=sys.stderr)


def _show(found: Any, as_json: bool) -> None:
    if found is None:
        return
    if as_json:
        print(json.dumps(found, default=str))
    elif isinstance(found, Sequence) and not isinstance(found, str):
        _table(found)
    elif isinstance(found, Mapping):
        width = max((len(key) for key in found), default=0)
        for key, value in found.items():
            print(f"{key:<{width}}  {_cell(value)}")
    else:
        print(found)


def _table(rows: Sequence[Any]) -> None:
    if not rows:
        print("none")
        return
    columns = [key for key in rows[0] if not isinstance(rows[0][key], list | dict)]
    cells = [[_cell(row.get(key)) for key in columns] for row in rows]
    widths = [max(len(line[i]) for line in [columns, *cells]) for i in range(len(columns))]
    for line in [columns, *cells]:
        print(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return json.dumps(value, default=str) if isinstance(value, list | dict) else str(value)
