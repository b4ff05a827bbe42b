"""Asks a supervisor whether it is ready: the health check of its container, without a shell."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

_PATIENCE = 4.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="thermocline_runtime.probe", description=__doc__)
    otherwise = Path(os.environ.get("THERMOCLINE_RUNTIME_WORKERS", "/workers"))
    parser.add_argument("--workers", type=Path, default=otherwise)
    path = parser.parse_args().workers / "supervisor.sock"
    try:
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(_PATIENCE)
            asked.connect(str(path))
            asked.sendall(b"GET /v2/health/ready HTTP/1.1\r\nConnection: close\r\n\r\n")
            answer = asked.recv(64)
    except OSError as e:
        print(f"{path} does not answer: {e}", file=sys.stderr)
        return 1
    return 0 if answer.startswith(b"HTTP/1.1 200 ") else 1


if __name__ == "__main__":
    sys.exit(main())
