"""A custom model that behaves, or misbehaves in the way its configuration names."""

import os
import subprocess
import time

import mlflow


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
        if self.kind == "exits":
            subprocess.Popen(["sleep", "3600"])
            print("farewell", flush=True)
            os._exit(3)
        return [f"{word}@{at:%Y-%m-%d}" for word, at in zip(model_input["word"], model_input["at"])]


mlflow.models.set_model(Scripted())
