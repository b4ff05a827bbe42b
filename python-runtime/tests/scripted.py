"""A custom model that behaves, or misbehaves in the way its configuration names."""

import ctypes
import errno
import os
import socket
import subprocess
import sys
import time

import mlflow


def outcomes():
    """What becomes of each way out; a process that it starts goes the same ways."""
    numbers = {"x86_64": (101, 311, 425, 438), "aarch64": (117, 271, 425, 438)}
    libc = ctypes.CDLL(None, use_errno=True)
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_PACKET):
        try:
            socket.socket(family).close()
            yield f"{family.name} open"
        except OSError as e:
            yield f"{family.name} {type(e).__name__}"
    for number in numbers[os.uname().machine]:
        libc.syscall(number, -1, -1, -1, -1, -1, -1)
        yield f"call {errno.errorcode[ctypes.get_errno()]}"
    child = [sys.executable, "-c", "import socket; socket.socket()"]
    done = subprocess.run(child, capture_output=True, check=False)
    yield "child refused" if b"PermissionError" in done.stderr else "child open"
    a, b = socket.socketpair()
    a.close()
    b.close()


class Scripted(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.kind = context.model_config["kind"]
        if self.kind == "broken":
            raise ImportError("there is no such library")
        if self.kind == "leaves":
            os._exit(4)
        if self.kind == "stuck":
            time.sleep(3600)

    def predict(self, context, model_input, params=None):
        if self.kind == "hangs":
            time.sleep(3600)
        if self.kind == "greedy":
            held = [bytearray(1 << 20) for _ in range(1 << 20)]
            return [len(held)]
        if self.kind == "calls":
            return [", ".join(outcomes())]
        if self.kind == "exits":
            subprocess.Popen(["sleep", "3600"])
            print("farewell", flush=True)
            os._exit(3)
        return [f"{word}@{at:%Y-%m-%d}" for word, at in zip(model_input["word"], model_input["at"])]


mlflow.models.set_model(Scripted())
