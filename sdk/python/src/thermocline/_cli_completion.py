"""Completion for shells, made from the verbs themselves."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish")

_BASH = """\
_thermocline() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} path="" i each
  for ((i = 1; i < COMP_CWORD; i++)); do
    each=${{COMP_WORDS[i]}}
    case " {groups} " in *" ${{path:+$path/}}$each "*) path=${{path:+$path/}}$each ;; esac
  done
  case "$path" in
{cases}
  esac
}}
complete -o default -F _thermocline thermocline
"""


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """What a shell reads once to know the verbs and their options."""
    tree = dict(_tree(parser, ()))
    if shell == "fish":
        return _fish(tree)
    cases = "\n".join(
        f"    {_quoted('/'.join(path))}) COMPREPLY=($(compgen -W {_quoted(' '.join(words))} "
        '-- "$word")) ;;'
        for path, words in tree.items()
    )
    made = _BASH.format(groups=" ".join("/".join(path) for path in tree if path), cases=cases)
    return made if shell == "bash" else f"autoload -U +X bashcompinit && bashcompinit\n{made}"


def _tree(
    parser: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each verb with what may follow it."""
    words: list[str] = []
    below: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            below = dict(action.choices)
        elif action.help != argparse.SUPPRESS:
            words += [each for each in action.option_strings if each.startswith("--")]
        if not action.option_strings and action.choices:
            words += list(action.choices)
    yield path, words
    for name, each in below.items():
        yield from _tree(each, (*path, name))


def _fish(tree: dict[tuple[str, ...], list[str]]) -> str:
    lines = ["complete -c thermocline -e"]
    for path, words in tree.items():
        seen = "".join(f"; and __fish_seen_subcommand_from {each}" for each in path)
        verbs = [word for word in words if not word.startswith("--")]
        if not path:
            seen = "; and __fish_use_subcommand"
        elif verbs:
            seen += f"; and not __fish_seen_subcommand_from {' '.join(verbs)}"
        for word in words:
            kind = f"-l {word[2:]}" if word.startswith("--") else f"-f -a {word}"
            lines.append(f"complete -c thermocline -n 'true{seen}' {kind}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
