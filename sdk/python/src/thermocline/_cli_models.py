"""The verbs for models, deployments, predictions and tokens."""

from __future__ import annotations

import argparse
from typing import Any

from . import _cli_words as words
from ._platform import Platform


def add_verbs(group: Any, verb: Any) -> None:
    verb(group, "models", lambda p, _: p.models.list(), "List registered models.")
    versions = verb(
        group, "versions", lambda p, a: p.models.versions(a.model), "List the versions of a model."
    )
    versions.add_argument("model")
    alias = verb(group, "alias", _alias, "Show an alias and its history, or move it.")
    alias.add_argument("model")
    alias.add_argument("alias")
    alias.add_argument("version", nargs="?", help="move it to this version")
    alias.add_argument("--reason")
    verb(group, "deployments", lambda p, _: p.deployments.list(), "List deployments.")
    deploy = verb(group, "deploy", _deploy, "Create or change a deployment.")
    deploy.add_argument("name")
    deploy.add_argument(
        "traffic", nargs="+", metavar="VERSION[=WEIGHT]", help="model@alias, model/3=90 model/4=10"
    )
    deploy.add_argument("--feature-service", metavar="NAME[:VERSION]")
    deploy.add_argument("--runtime", default="auto", choices=["auto", "onnx", "python", "remote"])
    deploy.add_argument("--reason")
    promote = verb(
        group,
        "promote",
        lambda p, a: p.deployments.promote(a.name, a.version, reason=a.reason),
        "Give one version all of a deployment's traffic.",
    )
    promote.add_argument("name")
    promote.add_argument("version", help="model/3 or model@alias")
    promote.add_argument("--reason")
    rollback = verb(
        group,
        "rollback",
        lambda p, a: p.deployments.roll_back(a.name, reason=a.reason),
        "Undo a deployment's change.",
    )
    rollback.add_argument("name")
    rollback.add_argument("--reason")
    predict = verb(group, "predict", _predict, "Ask a deployment for a prediction.")
    predict.add_argument("deployment", nargs="?", help="the default deployment if left out")
    predict.add_argument(
        "entities", nargs="*", metavar="KEY=VALUE", help="join keys, as in patient_id=123"
    )
    predict.add_argument("--inputs", help="JSON: a record, records or columns; @FILE reads a file")
    predict.add_argument("--explain", action="store_true", help="say what was used")
    predict.add_argument("--fresh", action="store_true", help="pass the cache by")
    score = verb(group, "score", _score, "Score the rows of a Parquet file; goes on after a break.")
    score.add_argument("file")
    score.add_argument("out", help="the Parquet file to write")
    score.add_argument("--deployment", help="the default deployment if left out")
    score.add_argument("--keys", default="", metavar="KEY,KEY", help="columns that are join keys")
    score.add_argument("--version", help="this version, past the weights")
    score.add_argument("--size", type=int, default=1000, help="rows of a request")


def add_tokens(group: Any, verb: Any) -> None:
    verb(group, "list", lambda p, _: p.tokens.list(), "List tokens, without their secrets.")
    create = verb(
        group,
        "create",
        lambda p, a: p.tokens.create(a.name, a.role, project=a.only_project, expires_at=a.expires),
        "Make a token; its secret is printed once.",
    )
    create.add_argument("name")
    create.add_argument("role", choices=["reader", "scientist", "deployer", "admin"])
    create.add_argument("--expires", metavar="INSTANT", help="as in 2027-01-31T00:00:00Z")
    create.add_argument("--only-project", metavar="PROJECT", help="bind it to this project")
    for name, text in (("rotate", "A new secret for a token."), ("revoke", "End a token.")):
        one = verb(group, name, _token_verb(name), text)
        one.add_argument("name")


def _token_verb(name: str) -> Any:
    return lambda platform, arguments: getattr(platform.tokens, name)(arguments.name)


def _alias(platform: Platform, arguments: argparse.Namespace) -> Any:
    if arguments.version is not None:
        return platform.models.set_alias(
            arguments.model, arguments.alias, arguments.version, reason=arguments.reason
        )
    return platform.models.alias_history(arguments.model, arguments.alias)


def _deploy(platform: Platform, arguments: argparse.Namespace) -> Any:
    return platform.deployments.set(
        arguments.name,
        words.shares(arguments.traffic),
        feature_service=words.numbered(arguments.feature_service),
        runtime=arguments.runtime,
        reason=arguments.reason,
    )


def _predict(platform: Platform, arguments: argparse.Namespace) -> Any:
    pairs = list(arguments.entities)
    deployment = arguments.deployment
    if deployment and "=" in deployment:
        pairs.insert(0, deployment)
        deployment = None
    answer = platform.predict(
        deployment,
        words.entities(pairs) or None,
        words.document(arguments.inputs) if arguments.inputs else None,
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


def _score(platform: Platform, arguments: argparse.Namespace) -> Any:
    scores = platform.predict.batch(
        arguments.file,
        arguments.deployment,
        keys=[key for key in arguments.keys.split(",") if key],
        version=arguments.version,
        out=arguments.out,
        size=arguments.size,
    )
    return {"rows": len(scores), "file": arguments.out}
