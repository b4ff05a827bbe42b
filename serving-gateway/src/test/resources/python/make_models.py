"""Makes the models of the tests with MLflow itself, and what it answers for them."""

import json
import sys
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.ensemble import RandomForestClassifier

root = Path(sys.argv[1])
rng = np.random.default_rng(0)
frame = pd.DataFrame(
    {"age": rng.integers(20, 90, 50), "bp": rng.normal(120, 15, 50), "bmi": rng.normal(25, 4, 50)}
)
forest = RandomForestClassifier(20, random_state=0).fit(frame, frame.bp + frame.age > 170)


class Probability(mlflow.pyfunc.PythonModel):
    def __init__(self, model):
        self.model = model

    def predict(self, context, model_input, params=None):
        return self.model.predict_proba(model_input)


mlflow.pyfunc.save_model(
    root / "forest",
    python_model=Probability(forest),
    signature=infer_signature(frame, forest.predict_proba(frame)),
    input_example=frame.head(2),
)
for kind in ("curious", "constant", "hangs", "broken"):
    mlflow.pyfunc.save_model(
        root / kind,
        python_model=str(Path(__file__).with_name("scripted.py")),
        model_config={"kind": kind, "answer": 0},
    )
expected = mlflow.pyfunc.load_model(str(root / "forest")).predict(frame)
(root / "question.json").write_text(frame.to_json(orient="values"))
(root / "answer.json").write_text(json.dumps(np.asarray(expected).ravel().tolist()))
