"""Features, models and predictions of a Thermocline platform.

>>> import thermocline as tc
>>> tc.Field("bp", "float64")
Field(name='bp', type='float64', description='', tags=())
"""

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

__all__ = [
    "Conflict",
    "Entity",
    "Expression",
    "FeatureService",
    "FeatureView",
    "Field",
    "Forbidden",
    "InvalidArgument",
    "NotConnected",
    "NotFound",
    "PushSource",
    "ServerFault",
    "Sql",
    "ThermoclineError",
    "TooLarge",
    "TooManyRequests",
    "Unauthenticated",
    "Unavailable",
    "UnknownOutcome",
]
