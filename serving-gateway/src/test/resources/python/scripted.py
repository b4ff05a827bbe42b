"""A model that tells what it can reach, or hangs, or breaks."""

import os
import socket
import time

import mlflow




class Scripted(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.kind = context.model_config["kind"]
        if self.kind == "broken":
            raise ImportError("there is no such library")
        print("x" * 3_000_000)  # a talkative model stops nothing

    def predict(self, context, model_input, params=None):
        if self.kind == "hangs":
            time.sleep(3600)
        interfaces = [name for _, name in socket.if_nameindex()]
        return [" ".join(sorted(os.environ)), " ".join(interfaces)]


mlflow.models.set_model(Scripted())
