"""Features, models and predictions of a Thermocline platform.

>>> import thermocline as tc
>>> tc.Field("bp", "float64")
Field(name='bp', type='float64', description='', tags=())
"""

from ._datasets import Datasets, DatasetVersion, Lineage
from ._definitions import Entity, Expression, FeatureService, FeatureView, Field, PushSource, Sql
from ._errors import (
    Conflict,
    Forbidden,
    InvalidArgument,
    NotConnected,
    NotFound,
    ServerFault,
    ThermoclineError,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnknownOutcome,
)
from ._features import Features, Materializations, Plan
from ._jobs import Job
from ._models import Deployments, Models
from ._online import OnlineRows, OnlineValue
from ._platform import Platform, connect
from ._predict import Prediction, Predictor
from ._tokens import Tokens
from ._training_sets import TrainingSet

__all__ = [
    "Conflict",
    "DatasetVersion",
    "Datasets",
    "Deployments",
    "Entity",
    "Expression",
    "FeatureService",
    "FeatureView",
    "Features",
    "Field",
    "Forbidden",
    "InvalidArgument",
    "Job",
    "Lineage",
    "Materializations",
    "Models",
    "NotConnected",
    "NotFound",
    "OnlineRows",
    "OnlineValue",
    "Plan",
    "Platform",
    "Prediction",
    "Predictor",
    "PushSource",
    "ServerFault",
    "Sql",
    "ThermoclineError",
    "Tokens",
    "TooLarge",
    "TooManyRequests",
    "TrainingSet",
    "Unauthenticated",
    "Unavailable",
    "UnknownOutcome",
    "connect",
]
