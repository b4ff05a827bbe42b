"""A model that tells what it can reach, or always the same, or hangs, or breaks."""

import os
import socket
import time

import mlflow


class Scripted(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.kind = context.model_config["kind"]
        self.answer = context.model_config.get("answer")
        if self.kind == "broken":
            raise ImportError("there is no such library")
        print("x" * 3_000_000)  # a talkative model stops nothing

    def predict(self, context, model_input, params=None):
        if self.kind == "hangs":
            time.sleep(3600)
        if self.kind == "constant":
            return [self.answer] * len(model_input)
        return [" ".join(sorted(os.environ)), network()]


def network():
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(("192.0.2.1", 9))  # sends nothing, but wants a way there
        return "there"
    except OSError as refused:
        return type(refused).__name__


mlflow.models.set_model(Scripted())
