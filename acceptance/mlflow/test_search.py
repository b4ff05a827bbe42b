from __future__ import annotations

import math

import mlflow
import pytest
from mlflow.entities import Metric, ViewType
from mlflow.exceptions import MlflowException


@pytest.fixture(scope="module")
def runs() -> tuple[str, list[str]]:
    """Ten runs: metric m is their number, NaN in 8 and absent in 9; the newest is the last."""
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment(f"search-{__import__('uuid').uuid4().hex}").experiment_id
    ids = []
    for i in range(10):
        run = client.create_run(experiment, start_time=1_000 + i, run_name=f"run-{i}", tags={"parity": str(i % 2), "N": "Upper"})
        ids.append(run.info.run_id)
        if i != 9:
            client.log_metric(ids[i], "m", math.nan if i == 8 else float(i))
            client.log_metric(ids[i], "with space/and:more", i * 10)
        client.log_param(ids[i], "p", f"value-{i:02d}")
        if i < 3:
            client.set_tag(ids[i], "early", "yes")
        if i % 2:
            client.set_terminated(ids[i], end_time=5_000 - i)
    return experiment, ids


CASES = [
    ("metrics.m > 5", [7, 6]),
    ("metrics.m >= 5 AND metrics.m < 7", [6, 5]),
    ("metrics.m = 3", [3]),
    ("metrics.m != 3", [8, 7, 6, 5, 4, 2, 1, 0]),
    ("metrics.m <= 1.5", [1, 0]),
    ("metric.`with space/and:more` = 40", [4]),
    ('metrics."with space/and:more" > 60', [8, 7]),
    ("params.p = 'value-03'", [3]),
    ("params.p != 'value-03'", [9, 8, 7, 6, 5, 4, 2, 1, 0]),
    ("params.p LIKE 'value-0%'", [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    ("params.p LIKE 'VALUE-0%'", []),
    ("param.p ILIKE 'VALUE-_1'", [1]),
    ("params.p IS NOT NULL", [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    ("params.q IS NULL AND tags.early IS NULL", [9, 8, 7, 6, 5, 4, 3]),
    ("tags.parity = '1' AND metrics.m > 2", [7, 5, 3]),
    ("tag.early = 'yes'", [2, 1, 0]),
    ("tags.N ILIKE 'upp%' AND tags.parity = \"0\"", [8, 6, 4, 2, 0]),
    ("attributes.status = 'FINISHED'", [9, 7, 5, 3, 1]),
    ("status != 'FINISHED'", [8, 6, 4, 2, 0]),
    ("attributes.start_time >= 1008", [9, 8]),
    ("created < 1002", [1, 0]),
    ("attributes.end_time > 4994", [5, 3, 1]),
    ("attributes.run_name LIKE 'run-%' AND run_name != 'run-0'", [9, 8, 7, 6, 5, 4, 3, 2, 1]),
    ("attributes.`run name` = 'run-4'", [4]),
    ("attributes.artifact_uri LIKE 'mlflow-artifacts:%'", [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    ("", [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
]


@pytest.mark.parametrize(("condition", "expected"), CASES, ids=[case[0] or "none" for case in CASES])
def test_every_operator_on_every_field(client, runs, condition, expected):
    experiment, ids = runs
    assert [ids.index(run.info.run_id) for run in client.search_runs([experiment], condition)] == expected


def test_by_ids(client, runs):
    experiment, ids = runs
    listed = f"('{ids[1]}', '{ids[4]}')"
    assert {r.info.run_id for r in client.search_runs([experiment], f"attributes.run_id IN {listed}")} == {ids[1], ids[4]}
    assert len(client.search_runs([experiment], f"run_id NOT IN {listed}")) == 8
    assert len(client.search_runs([experiment], f"run_id != '{ids[0]}'")) == 9


ORDERS = [
    (["metrics.m DESC"], [7, 6, 5, 4, 3, 2, 1, 0, 8, 9]),
    (["metrics.m ASC"], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    (["params.p"], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    (["tags.early DESC", "start_time ASC"], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    (["tags.parity DESC", "metrics.m ASC"], [1, 3, 5, 7, 9, 0, 2, 4, 6, 8]),
    (["attributes.end_time ASC"], [9, 7, 5, 3, 1, 8, 6, 4, 2, 0]),
    (["attributes.end_time DESC"], [1, 3, 5, 7, 9, 8, 6, 4, 2, 0]),
    (["attributes.run_name DESC"], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    (["status ASC", "metrics.m DESC"], [7, 5, 3, 1, 9, 6, 4, 2, 0, 8]),
    (["metrics.unknown ASC"], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS, ids=[" ".join(case[0]) for case in ORDERS])
@pytest.mark.parametrize("page", [1, 3, 10, 11])
def test_every_order_in_pages_of_any_size(client, runs, order, expected, page):
    experiment, ids = runs
    seen, token, pages = [], None, 0
    while True:
        found = client.search_runs([experiment], order_by=order, max_results=page, page_token=token)
        seen += [ids.index(run.info.run_id) for run in found]
        token, pages = found.token, pages + 1
        if not token:
            break
    assert seen == expected
    assert pages == math.ceil(10 / page)


def test_runs_made_between_pages_shift_nothing(client, experiment):
    ids = [client.create_run(experiment, start_time=1000 + i).info.run_id for i in range(6)]
    first = client.search_runs([experiment], max_results=3)
    client.create_run(experiment, start_time=2000)
    rest = client.search_runs([experiment], max_results=3, page_token=first.token)
    assert [run.info.run_id for run in [*first, *rest]] == ids[::-1]


def test_a_token_belongs_to_its_search(client, runs):
    experiment, _ = runs
    token = client.search_runs([experiment], max_results=2).token
    for attempt in ({"filter_string": "metrics.m > 1"}, {"order_by": ["metrics.m"]}, {"run_view_type": ViewType.ALL}):
        with pytest.raises(MlflowException) as refused:
            client.search_runs([experiment], max_results=2, page_token=token, **attempt)
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException):
        client.search_runs([experiment], page_token="Zm9yZ2Vk")


@pytest.mark.parametrize(
    "condition",
    ["nonsense", "metrics.m > 'a'", "metrics.m LIKE 'a'", "params.p > 'a'", "params.p = 1", "attributes.colour = 'x'", "start_time = 'x'", "status IN ('a')", "metrics.m = 1 OR metrics.m = 2", "params.p = 'a", "run_id IN ()"],
)
def test_filters_that_make_no_sense_are_refused(client, runs, condition):
    with pytest.raises(MlflowException) as refused:
        client.search_runs([runs[0]], condition)
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


def test_a_table_of_runs(runs):
    experiment, _ = runs
    table = mlflow.search_runs([experiment], "metrics.m >= 0", order_by=["metrics.m DESC"])
    assert list(table["metrics.m"]) == [7, 6, 5, 4, 3, 2, 1, 0]
    assert list(table["params.p"])[0] == "value-07"


def test_history_in_pages(client, experiment):
    run = client.create_run(experiment).info.run_id
    for start in range(0, 3000, 1000):
        client.log_batch(run, metrics=[Metric("m", i, i, i) for i in range(start, start + 1000)])
    assert [m.step for m in client.get_metric_history(run, "m")] == list(range(3000))
    first = client._tracking_client.store.get_metric_history(run, "m", max_results=1000)
    assert len(first) == 1000
