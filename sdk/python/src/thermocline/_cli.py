"""The command line: the SDK's verbs for shells. Tables for people, --json for machines."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from . import _cli_datasets, _cli_features, _cli_models
from ._cli_completion import SHELLS, script
from ._cli_output import fail, show
from ._errors import ThermoclineError
from ._platform import connect

#: Verbs of the script that starts and tends a platform; not repeated here.
PLATFORM_VERBS = (
    "up",
    "down",
    "status",
    "logs",
    "demo",
    "test",
    "verify",
    "bench",
    "features",
    "reset",
)


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in PLATFORM_VERBS:
        print(
            f"thermocline: '{words[0]}' is a verb of the platform's own script, in its checkout: "
            f"./thermocline {' '.join(words)}",
            file=sys.stderr,
        )
        return 2
    parser = _parser()
    arguments = parser.parse_args(words)
    if arguments.run is script:
        print(script(arguments.shell, parser), end="")
        return 0
    try:
        with connect(
            arguments.registry,
            arguments.features_url,
            arguments.gateway,
            arguments.token,
            arguments.project,
            mlflow=False,
        ) as platform:
            found = arguments.run(platform, arguments)
    except ThermoclineError as error:
        fail(error, arguments.json)
        return 1
    except KeyboardInterrupt:
        return 130
    show(found, arguments.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON instead of a table")
    common.add_argument("--registry", metavar="URL", help=argparse.SUPPRESS)
    common.add_argument("--features", metavar="URL", dest="features_url", help=argparse.SUPPRESS)
    common.add_argument("--gateway", metavar="URL", help=argparse.SUPPRESS)
    common.add_argument("--token", help=argparse.SUPPRESS)
    common.add_argument("--project", help="another project than the token's or 'default'")

    parser = argparse.ArgumentParser(
        prog="thermocline",
        description="Features, models and predictions of a Thermocline platform.",
        epilog="The platform is found by itself: arguments, THERMOCLINE_* variables, or "
        ".thermocline/platform.json here or above. It is started and tended by the script "
        "./thermocline of its checkout.",
    )
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")

    def verb(group: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = group.add_parser(
            name, help=text, description=text, parents=[common]
        )
        made.set_defaults(run=run)
        return made

    def below(name: str, text: str) -> Any:
        return verbs.add_parser(name, help=text, description=text).add_subparsers(
            title="verbs", required=True, metavar="VERB"
        )

    _cli_features.add_verbs(verbs, verb)
    _cli_models.add_verbs(verbs, verb)
    _cli_datasets.add_verbs(below("datasets", "List, make and compare datasets."), verb)
    _cli_datasets.add_lineage(verbs, verb)
    _cli_models.add_tokens(below("tokens", "Create, list, rotate and revoke tokens."), verb)
    completion = verbs.add_parser(
        "completion",
        help="Print what a shell needs to complete words.",
        description="Print what a shell needs to complete words, as in: "
        'eval "$(thermocline completion bash)"',
    )
    completion.add_argument("shell", choices=SHELLS)
    completion.set_defaults(run=script)
    return parser
