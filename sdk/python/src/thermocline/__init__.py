"""Features, models and predictions of a Thermocline platform.

>>> import thermocline as tc
>>> tc.Field("bp", "float64")
Field(name='bp', type='float64', description='', tags=())
"""

from ._async_platform import AsyncFeatures, AsyncPlatform, AsyncPredictor, connect_async
from ._batch import Scores
from ._datasets import Datasets
from ._definitions import Entity, Expression, FeatureService, FeatureView, Field, PushSource, Sql
from ._errors import (
    Conflict,
    Forbidden,
    Interrupted,
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
from ._lineage import Lineage
from ._local_files import LocalFiles
from ._models import Deployments, Models
from ._online import OnlineRows, OnlineValue
from ._platform import Platform, connect
from ._predict import Prediction, Predictor
from ._statistics import Statistics
from ._tokens import Tokens
from ._training_sets import TrainingSet
from ._versions import DatasetVersion

__all__ = [
    "AsyncFeatures",
    "AsyncPlatform",
    "AsyncPredictor",
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
    "Interrupted",
    "InvalidArgument",
    "Job",
    "Lineage",
    "LocalFiles",
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
    "Scores",
    "ServerFault",
    "Sql",
    "Statistics",
    "ThermoclineError",
    "Tokens",
    "TooLarge",
    "TooManyRequests",
    "TrainingSet",
    "Unauthenticated",
    "Unavailable",
    "UnknownOutcome",
    "connect",
    "connect_async",
]
