"""The peers' own environment, made once for requirements.txt, and a store of Feast's over Redis."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent


def in_its_environment() -> None:
    """Begins again with the interpreter that has the peers."""
    sys.path.insert(0, str(HERE.parents[1] / "acceptance"))
    sys.dont_write_bytecode = True
    from clients import interpreter

    sys.stdout.flush()
    saved = os.dup(1)
    os.dup2(2, 1)
    python = interpreter(HERE)
    os.dup2(saved, 1)
    if Path(sys.executable) != python:
        os.execv(python, [str(python), *sys.argv])


def store_folder(url: str) -> Path:
    """A folder with the settings of a store over Redis, in its fastest configuration."""
    redis = urlsplit(url)
    folder = Path(tempfile.mkdtemp(prefix="feast-peer-"))
    login = ""
    if redis.username:
        login += f",username={unquote(redis.username)}"
    if redis.password:
        login += f",password={unquote(redis.password)}"
    (folder / "feature_store.yaml").write_text(
        "project: peer\n"
        f"registry: {{path: {folder / 'registry.db'}, cache_ttl_seconds: 3600}}\n"
        "provider: local\n"
        "online_store:\n"
        "  type: redis\n"
        f'  connection_string: "{redis.hostname}:{redis.port}{login}"\n'
        "  key_ttl_seconds: 3600\n"
        "entity_key_serialization_version: 3\n"
    )
    return folder
