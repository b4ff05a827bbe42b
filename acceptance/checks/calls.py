"""The calls of the differential run, in their order. ``<name>`` is what a side called a thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    name: str
    method: str
    path: str
    body: Any = field(default_factory=dict)
    #: What to remember of the answer, by the path to it.
    save: dict[str, str] = field(default_factory=dict)


CALLS: list[Call] = []


def call(name: str, method: str, path: str, body: Any = None, **save: str) -> None:
    assert name not in {each.name for each in CALLS}, f"{name} is there twice"
    CALLS.append(Call(name, method, path, {} if body is None else body, save))


def post(name: str, path: str, body: Any = None, **save: str) -> None:
    call(name, "POST", path, body, **save)


def get(name: str, path: str, body: Any = None, **save: str) -> None:
    call(name, "GET", path, body, **save)


LONG = "x" * 10_000
E = {"experiment_id": "<exp>"}
R = {"run_id": "<run>"}

# Experiments
post("make an experiment", "experiments/create", {"name": "e-<unique>", "tags": [{"key": "a", "value": "1"}]}, exp="experiment_id")
post("make it twice", "experiments/create", {"name": "e-<unique>"})
post("an experiment without a name", "experiments/create", {})
post("an experiment with an empty name", "experiments/create", {"name": ""})
post("an experiment with a number as name", "experiments/create", {"name": 7})
post("an experiment with a long name", "experiments/create", {"name": LONG})
post("an experiment from no object", "experiments/create", [])
post("an experiment from broken JSON", "experiments/create", '{"name": ')
get("get an experiment", "experiments/get", E)
get("get an experiment that is not there", "experiments/get", {"experiment_id": "999999999"})
get("get an experiment without an id", "experiments/get")
get("get an experiment by name", "experiments/get-by-name", {"experiment_name": "e-<unique>"})
get("get an experiment by a name that is not there", "experiments/get-by-name", {"experiment_name": "none-<unique>"})
get("get an experiment without a name", "experiments/get-by-name")
post("tag an experiment", "experiments/set-experiment-tag", {**E, "key": "b", "value": "2"})
post("tag an experiment without a key", "experiments/set-experiment-tag", {**E, "value": "2"})
post("rename an experiment", "experiments/update", {**E, "new_name": "f-<unique>"})
post("rename an experiment to nothing", "experiments/update", {**E, "new_name": ""})
post("search experiments by name", "experiments/search", {"max_results": 10, "filter": "name = 'f-<unique>'"})
post("search experiments by LIKE", "experiments/search", {"max_results": 10, "filter": "name LIKE 'f-<unique>%'"})
post("search experiments by ILIKE", "experiments/search", {"max_results": 10, "filter": "name ILIKE 'F-<unique>%'"})
post("search experiments by tag", "experiments/search", {"max_results": 10, "filter": "name = 'f-<unique>' AND tags.a = '1'"})
post("search experiments by another tag", "experiments/search", {"max_results": 10, "filter": "name = 'f-<unique>' AND tags.a != '1'"})
post("search experiments by nonsense", "experiments/search", {"max_results": 10, "filter": "name ~ 'x'"})
post("search experiments by an open quote", "experiments/search", {"max_results": 10, "filter": "name = 'x"})
post("search experiments by an unknown field", "experiments/search", {"max_results": 10, "filter": "colour = 'x'"})
post("search experiments in no order", "experiments/search", {"max_results": 10, "order_by": ["colour"]})
post("search no experiments", "experiments/search", {"max_results": 0})
post("search too many experiments", "experiments/search", {"max_results": 50001})
post("search experiments with a forged token", "experiments/search", {"max_results": 10, "page_token": "forged"})

# Runs
post(
    "make a run",
    "runs/create",
    {**E, "start_time": 1000, "run_name": "first", "tags": [{"key": "t", "value": "one"}]},
    run="run.info.run_id",
)
post("make a second run", "runs/create", {**E, "start_time": 2000, "run_name": "second"}, second="run.info.run_id")
post("make a run nowhere", "runs/create", {"experiment_id": "999999999"})
post("make a run with a text as time", "runs/create", {**E, "start_time": "soon"})
get("get a run", "runs/get", R)
get("get a run that is not there", "runs/get", {"run_id": "f" * 32})
get("get a run by nonsense", "runs/get", {"run_id": "../x"})
get("get a run without an id", "runs/get")
post("log a metric", "runs/log-metric", {**R, "key": "m", "value": 0.5, "timestamp": 10, "step": 0})
post("log a later metric", "runs/log-metric", {**R, "key": "m", "value": 0.75, "timestamp": 20, "step": 1})
post("log an earlier metric", "runs/log-metric", {**R, "key": "m", "value": 0.1, "timestamp": 30, "step": 0})
post("log a metric of NaN", "runs/log-metric", {**R, "key": "nan", "value": "NaN", "timestamp": 10, "step": 0})
post("log an infinite metric", "runs/log-metric", {**R, "key": "inf", "value": "Infinity", "timestamp": 10, "step": 0})
post("log a metric of text", "runs/log-metric", {**R, "key": "m", "value": "much", "timestamp": 10})
post("log a metric without a value", "runs/log-metric", {**R, "key": "m", "timestamp": 10})
post("log a metric without a key", "runs/log-metric", {**R, "value": 1, "timestamp": 10})
post("log a metric without a time", "runs/log-metric", {**R, "key": "m", "value": 1})
post("log a metric with a long key", "runs/log-metric", {**R, "key": "k" * 251, "value": 1, "timestamp": 1})
post("log a metric with a wild key", "runs/log-metric", {**R, "key": "a\u0000b", "value": 1, "timestamp": 1})
post("log a metric that leads away", "runs/log-metric", {**R, "key": "../x", "value": 1, "timestamp": 1})
post("log a metric of no run", "runs/log-metric", {"run_id": "f" * 32, "key": "m", "value": 1, "timestamp": 1})
post("log a param", "runs/log-parameter", {**R, "key": "p", "value": "1"})
post("log a param again", "runs/log-parameter", {**R, "key": "p", "value": "1"})
post("change a param", "runs/log-parameter", {**R, "key": "p", "value": "2"})
post("log an empty param", "runs/log-parameter", {**R, "key": "empty", "value": ""})
post("log a long param", "runs/log-parameter", {**R, "key": "long", "value": "x" * 6001})
post("log a param without a key", "runs/log-parameter", {**R, "value": "1"})
post("set a tag", "runs/set-tag", {**R, "key": "t", "value": "two"})
post("set a long tag", "runs/set-tag", {**R, "key": "long", "value": "x" * 9000})
post("delete a tag", "runs/delete-tag", {**R, "key": "t"})
post("delete a tag twice", "runs/delete-tag", {**R, "key": "t"})
post(
    "log a batch",
    "runs/log-batch",
    {
        **R,
        "metrics": [{"key": f"b{i}", "value": i, "timestamp": 5, "step": i} for i in range(3)],
        "params": [{"key": "q", "value": "z"}],
        "tags": [{"key": "u", "value": "v"}],
    },
)
post("log a batch that is too large", "runs/log-batch", {**R, "metrics": [{"key": f"b{i}", "value": 1, "timestamp": 1} for i in range(1001)]})
post("log a batch with a param twice", "runs/log-batch", {**R, "params": [{"key": "w", "value": "1"}, {"key": "w", "value": "2"}]})
post("log a batch of wrong types", "runs/log-batch", {**R, "metrics": "many"})
post("log an empty batch", "runs/log-batch", R)
post("end a run", "runs/update", {**R, "status": "FINISHED", "end_time": 9000})
post("give a run an unknown status", "runs/update", {**R, "status": "SLEEPING"})
post("rename a run", "runs/update", {**R, "run_name": "renamed"})
get("get a run with all that was logged", "runs/get", R)
get("read a metric's history", "metrics/get-history", {**R, "metric_key": "m"})
get("read a page of a metric's history", "metrics/get-history", {**R, "metric_key": "m", "max_results": 2})
get("read the history of no metric", "metrics/get-history", {**R, "metric_key": "none"})
get("read a history without a key", "metrics/get-history", R)
get("read histories in bulk", "metrics/get-history-bulk-interval", {"run_ids": ["<run>"], "metric_key": "m", "max_results": 10})
for n, (what, text) in enumerate(
    {
        "a metric": "metrics.m > 0.5",
        "a metric, equal": "metrics.m = 0.75",
        "a metric of two": "metrics.m > 0.5 AND metrics.b1 < 2",
        "a param": "params.p = '1'",
        "a param, LIKE": "params.q LIKE 'Z%'",
        "a param, ILIKE": "params.q ILIKE 'Z%'",
        "a tag": "tags.u = 'v'",
        "a tag, quoted": "tags.`u` != 'x'",
        "its name": "attributes.run_name = 'renamed'",
        "its status": "attributes.status = 'FINISHED'",
        "its start": "attributes.start_time > 1500",
        "its id": "attributes.run_id IN ('<run>')",
        "nothing": "",
        "an unknown attribute": "attributes.colour = 'x'",
        "a metric as text": "metrics.m = 'x'",
        "a param as number": "params.p > 1",
        "two operators": "metrics.m > > 1",
        "an OR": "metrics.m > 1 OR metrics.m < 1",
        "an injection": "tags.u = 'v'; DROP TABLE runs",
        "an open parenthesis": "attributes.run_id IN ('a'",
    }.items()
):
    post(f"search runs by {what}", "runs/search", {"experiment_ids": ["<exp>"], "filter": text, "max_results": 10})
for what, order in {
    "by metric": "metrics.m DESC",
    "by param": "params.p ASC",
    "by start": "attributes.start_time ASC",
    "by name": "attributes.run_name DESC",
    "by an unknown attribute": "attributes.colour",
    "by an unknown direction": "metrics.m SIDEWAYS",
}.items():
    post(f"order runs {what}", "runs/search", {"experiment_ids": ["<exp>"], "order_by": [order], "max_results": 10})
post("search the first page of runs", "runs/search", {"experiment_ids": ["<exp>"], "max_results": 1}, page="next_page_token")
post("search the second page of runs", "runs/search", {"experiment_ids": ["<exp>"], "max_results": 1, "page_token": "<page>"})
post("search runs with a forged token", "runs/search", {"experiment_ids": ["<exp>"], "page_token": "forged"})
post("search too many runs", "runs/search", {"experiment_ids": ["<exp>"], "max_results": 50001})
post("search runs of an unknown view", "runs/search", {"experiment_ids": ["<exp>"], "run_view_type": "SOME"})
post(
    "log a dataset",
    "runs/log-inputs",
    {
        **R,
        "datasets": [
            {
                "dataset": {"name": "d", "digest": "1a2b", "source_type": "s3", "source": '{"uri": "s3://a/b"}', "schema": "{}", "profile": "{}"},
                "tags": [{"key": "mlflow.data.context", "value": "training"}],
            }
        ],
    },
)
post("log a dataset without a name", "runs/log-inputs", {**R, "datasets": [{"dataset": {"digest": "1", "source_type": "s3", "source": "{}"}}]})
get("get a run with its inputs", "runs/get", R)
post("search datasets", "/ajax-api/2.0/mlflow/experiments/search-datasets", {"experiment_ids": ["<exp>"]})
post("delete a run", "runs/delete", R)
post("log to a deleted run", "runs/log-metric", {**R, "key": "m", "value": 1, "timestamp": 1})
post("search deleted runs", "runs/search", {"experiment_ids": ["<exp>"], "run_view_type": "DELETED_ONLY"})
post("search what is left", "runs/search", {"experiment_ids": ["<exp>"], "run_view_type": "ACTIVE_ONLY"})
post("restore a run", "runs/restore", R)
post("restore it twice", "runs/restore", R)
post("delete a run that is not there", "runs/delete", {"run_id": "f" * 32})

# Logged models
post("make a logged model", "logged-models", {**E, "name": "lm", "source_run_id": "<run>", "params": [{"key": "a", "value": "1"}], "tags": [{"key": "t", "value": "v"}]}, model="model.info.model_id")
get("get a logged model", "logged-models/<model>")
get("get a logged model that is not there", "logged-models/m-" + "0" * 32)
call("finish a logged model", "PATCH", "logged-models/<model>", {"model_id": "<model>", "status": "LOGGED_MODEL_READY"})
call("finish a logged model oddly", "PATCH", "logged-models/<model>", {"model_id": "<model>", "status": "DONE"})
call("tag a logged model", "PATCH", "logged-models/<model>/tags", {"model_id": "<model>", "tags": [{"key": "x", "value": "y"}]})
post("search logged models", "logged-models/search", {"experiment_ids": ["<exp>"], "filter": "name = 'lm'"})
post("search logged models by nonsense", "logged-models/search", {"experiment_ids": ["<exp>"], "filter": "name ~ 'lm'"})
call("take a tag from a logged model", "DELETE", "logged-models/<model>/tags/x", {"model_id": "<model>", "tag_key": "x"})

# Registered models
M = {"name": "m-<unique>"}
post("register a model", "registered-models/create", {**M, "description": "text", "tags": [{"key": "team", "value": "icu"}]})
post("register it twice", "registered-models/create", M)
post("register a model without a name", "registered-models/create", {})
post("register a model with a slash", "registered-models/create", {"name": "a/b"})
post("register a model with a colon", "registered-models/create", {"name": "a:b"})
post("register a model of a number", "registered-models/create", {"name": 7})
get("get a registered model", "registered-models/get", M)
get("get a registered model that is not there", "registered-models/get", {"name": "none-<unique>"})
get("get a registered model without a name", "registered-models/get")
call("describe a model", "PATCH", "registered-models/update", {**M, "description": "other"})
post("tag a model", "registered-models/set-tag", {**M, "key": "a", "value": "b"})
post("tag a model without a key", "registered-models/set-tag", {**M, "value": "b"})
post("tag a model that is not there", "registered-models/set-tag", {"name": "none-<unique>", "key": "a", "value": "b"})
call("take a tag from a model", "DELETE", "registered-models/delete-tag", {**M, "key": "a"})
call("take a tag twice", "DELETE", "registered-models/delete-tag", {**M, "key": "a"})
V = {**M, "version": "1"}
post("make a version", "model-versions/create", {**M, "source": "s3://elsewhere/1", "description": "d", "tags": [{"key": "n", "value": "1"}]})
post("make a second version", "model-versions/create", {**M, "source": "s3://elsewhere/2", "tags": [{"key": "n", "value": "2"}]})
post("make a version of nothing", "model-versions/create", M)
post("make a version of no model", "model-versions/create", {"name": "none-<unique>", "source": "s3://a/b"})
post("make a version of a local file", "model-versions/create", {**M, "source": "/etc/passwd"})
post("make a version of a file URL", "model-versions/create", {**M, "source": "file:///etc/passwd"})
post("make a version that leads away", "model-versions/create", {**M, "source": "s3://a/../../b"})
post("make a version of no version", "model-versions/create", {**M, "source": "models:/m-<unique>/99"})
get("get a version", "model-versions/get", V)
get("get a version that is not there", "model-versions/get", {**M, "version": "99"})
get("get a version of text", "model-versions/get", {**M, "version": "first"})
get("get a version without a number", "model-versions/get", M)
get("get the place of a version", "model-versions/get-download-uri", V)
call("describe a version", "PATCH", "model-versions/update", {**V, "description": "new"})
post("tag a version", "model-versions/set-tag", {**V, "key": "x", "value": "y"})
call("take a tag from a version", "DELETE", "model-versions/delete-tag", {**V, "key": "x"})
post("set an alias", "registered-models/alias", {**M, "alias": "champion", "version": "1"})
post("move an alias", "registered-models/alias", {**M, "alias": "champion", "version": "2"})
post("set an alias called latest", "registered-models/alias", {**M, "alias": "latest", "version": "1"})
post("set an alias like a number", "registered-models/alias", {**M, "alias": "v7", "version": "1"})
post("set an alias with a space", "registered-models/alias", {**M, "alias": "a b", "version": "1"})
post("set an alias to no version", "registered-models/alias", {**M, "alias": "x", "version": "99"})
post("set no alias", "registered-models/alias", {**M, "version": "1"})
get("get a version by alias", "registered-models/alias", {**M, "alias": "champion"})
get("get a version by no alias", "registered-models/alias", {**M, "alias": "none"})
post("move to Production", "model-versions/transition-stage", {**V, "stage": "Production", "archive_existing_versions": False})
post("archive the one in Production", "model-versions/transition-stage", {**M, "version": "2", "stage": "Production", "archive_existing_versions": True})
post("move to an unknown stage", "model-versions/transition-stage", {**V, "stage": "Nowhere", "archive_existing_versions": False})
post("archive others of None", "model-versions/transition-stage", {**V, "stage": "None", "archive_existing_versions": True})
post("read the latest versions", "registered-models/get-latest-versions", M)
post("read the latest in Production", "registered-models/get-latest-versions", {**M, "stages": ["Production"]})
get("get a model with versions", "registered-models/get", M)
for what, text in {
    "name": "name = 'm-<unique>'",
    "name, LIKE": "name LIKE 'm-<unique>%'",
    "name, ILIKE": "name ILIKE 'M-<unique>%'",
    "tag": "name = 'm-<unique>' AND tags.team = 'icu'",
    "another tag": "name = 'm-<unique>' AND tags.team != 'icu'",
    "an unknown field": "colour = 'x'",
    "an unknown operator": "name > 'x'",
}.items():
    get(f"search models by {what}", "registered-models/search", {"filter": text, "max_results": 10})
get("search models in an unknown order", "registered-models/search", {"order_by": "colour"})
get("search too many models", "registered-models/search", {"max_results": 1001})
get("search models with a forged token", "registered-models/search", {"page_token": "forged"})
for what, text in {
    "name": "name = 'm-<unique>'",
    "number": "name = 'm-<unique>' AND version_number > 1",
    "tag": "name = 'm-<unique>' AND tags.n = '1'",
    "source": "name = 'm-<unique>' AND source_path = 's3://elsewhere/2'",
    "run": "name = 'm-<unique>' AND run_id = 'none'",
    "names": "name IN ('m-<unique>', 'x')",
    "an unknown field": "colour = 'x'",
    "an unknown operator": "version_number LIKE '1'",
}.items():
    get(f"search versions by {what}", "model-versions/search", {"filter": text, "max_results": 10})
get("search versions upwards", "model-versions/search", {"filter": "name = 'm-<unique>'", "order_by": "version_number ASC"})
get("search too many versions", "model-versions/search", {"max_results": 200001})
call("take an alias away", "DELETE", "registered-models/alias", {**M, "alias": "champion"})
call("take no alias away", "DELETE", "registered-models/alias", {**M, "alias": "champion"})
call("delete a version", "DELETE", "model-versions/delete", {**M, "version": "2"})
call("delete a version twice", "DELETE", "model-versions/delete", {**M, "version": "2"})
post("make a version after a deleted one", "model-versions/create", {**M, "source": "s3://elsewhere/3"})
post("rename a model", "registered-models/rename", {**M, "new_name": "n-<unique>"})
post("rename a model that is not there", "registered-models/rename", {**M, "new_name": "o-<unique>"})
post("rename a model to nothing", "registered-models/rename", {"name": "n-<unique>"})
get("get a version of a renamed model", "model-versions/get", {"name": "n-<unique>", "version": "1"})
call("delete a model", "DELETE", "registered-models/delete", {"name": "n-<unique>"})
call("delete a model twice", "DELETE", "registered-models/delete", {"name": "n-<unique>"})
post("delete an experiment", "experiments/delete", E)
post("make a run in a deleted experiment", "runs/create", E)
post("make an experiment of a deleted one's name", "experiments/create", {"name": "f-<unique>"})
post("restore an experiment", "experiments/restore", E)
post("delete no experiment", "experiments/delete", {"experiment_id": "999999999"})
get("ask an unknown route", "/api/2.0/mlflow/none")
