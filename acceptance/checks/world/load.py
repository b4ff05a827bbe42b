"""The mixed load: each worker does one sort of thing, notes what it was told, and goes on whatever happens."""

from __future__ import annotations

import hashlib
import random
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

import requests
from furnish import MODELS, PATIENTS, STEP, World, steady_join
from history import ACKNOWLEDGED, REFUSED, UNKNOWN, History, Op

METRICS = ("loss", "accuracy", "recall", "precision", "auc")
TIMEOUT = 20
BEGIN = datetime.now(UTC)
# A refusal that says "not now": right whenever something is away. Everything else must be answered.
NOT_NOW = {429, 503, 504}


class Worker(threading.Thread):
    pause = 0.02

    def __init__(self, world: World, history: History, stop: threading.Event, seed: int) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.world, self.platform, self.history, self.halt = world, world.platform, history, stop
        self.chance = random.Random(seed)
        self.session = requests.Session()
        self.session.headers.update(self.platform.headers)

    def run(self) -> None:
        while not self.halt.is_set():
            try:
                self.step()
            except (requests.RequestException, KeyError, ValueError) as error:
                # A question beside the load that got no answer; the next step asks again.
                self.history.note("no answer", who=self.name, error=repr(error)[:300])
                self.halt.wait(0.3)
            time.sleep(self.pause)

    def step(self) -> None:
        raise NotImplementedError

    def ask(self, op: Op, method: str, url: str, **more: object) -> requests.Response | None:
        """Sends a request of an operation; its outcome is noted unless it was acknowledged."""
        try:
            answer = self.session.request(method, url, timeout=TIMEOUT, **more)
        except requests.RequestException as error:
            op.finish(UNKNOWN, error=type(error).__name__)
            return None
        if answer.status_code < 300:
            return answer
        outcome = UNKNOWN if answer.status_code >= 500 else REFUSED
        op.finish(outcome, status=answer.status_code, said=answer.text[:1000])
        return None


class Tracker(Worker):
    """Runs with steps of five metrics each, and small files."""

    run_id = ""
    number = 0

    def step(self) -> None:
        self.number += 1
        if not self.run_id or self.chance.random() < 0.02:
            self.create()
        elif self.chance.random() < 0.15:
            self.file()
        else:
            self.log()

    def create(self) -> None:
        name = uuid.uuid4().hex
        op = self.history.begin("run", name=name)
        body = {"experiment_id": self.world.experiment, "run_name": name, "start_time": int(time.time() * 1000)}
        if answer := self.ask(op, "POST", f"{self.platform.registry}/api/2.0/mlflow/runs/create", json=body):
            self.run_id = answer.json()["run"]["info"]["run_id"]
            op.finish(ACKNOWLEDGED, run=self.run_id)

    def log(self) -> None:
        now = int(time.time() * 1000)
        metrics = [{"key": key, "value": float(self.number), "timestamp": now, "step": self.number} for key in METRICS]
        # A batch may be sent again with the same content: it is one batch.
        for _ in range(self.chance.choice((1, 3))):
            op = self.history.begin("batch", run=self.run_id, step=self.number)
            body = {"run_id": self.run_id, "metrics": metrics}
            if self.ask(op, "POST", f"{self.platform.registry}/api/2.0/mlflow/runs/log-batch", json=body):
                op.finish(ACKNOWLEDGED)
                return
            if self.halt.is_set():
                return

    def file(self) -> None:
        content = self.chance.randbytes(self.chance.randrange(1, 300_000))
        path = f"{self.world.experiment}/{self.run_id}/artifacts/{self.number}.bin"
        op = self.history.begin("file", path=path, sha=hashlib.sha256(content).hexdigest())
        url = f"{self.platform.registry}/api/2.0/mlflow-artifacts/artifacts/{path}"
        if self.ask(op, "PUT", url, data=content):
            op.finish(ACKNOWLEDGED)


class Pusher(Worker):
    """Rows of patients that are its own, one push at a time; some come late."""

    share, shares = 0, 1
    value = 0

    def step(self) -> None:
        mine = [patient for patient in range(PATIENTS) if patient % self.shares == self.share]
        rows = []
        for patient in self.chance.sample(mine, self.chance.choice((1, 1, 3))):
            self.value += 1
            moment = datetime.now(UTC)
            if self.chance.random() < 0.15:
                moment = BEGIN - timedelta(hours=1, microseconds=self.value * 7 + self.share)
            text = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            rows.append({"patient_id": patient, "event_time": text, "value": float(self.value * self.shares + self.share)})
        op = self.history.begin("push", rows=[(row["patient_id"], row["event_time"], row["value"]) for row in rows])
        body = {"source": "gauges", "to": "online_and_offline", "rows": rows}
        key = uuid.uuid4().hex
        # Until it is acknowledged: then every row that was ever begun is one that must be there.
        while True:
            attempt = self.history.begin("push attempt", key=key)
            url = f"{self.platform.features}/api/v1/push"
            if answer := self.ask(attempt, "POST", url, json=body, headers={"Idempotency-Key": key}):
                attempt.finish(ACKNOWLEDGED)
                # 202 says that the rows are kept and that Redis does not have them yet.
                op.finish(ACKNOWLEDGED, online=answer.status_code == 200)
                return
            if self.halt.wait(0.2) and attempt.outcome != UNKNOWN:
                return


class Predictor(Worker):
    gateway = "gateway"

    def step(self) -> None:
        patient = self.chance.randrange(PATIENTS)
        op = self.history.begin("prediction", gateway=self.gateway, patient=patient)
        url = f"{self.platform.gateways[self.gateway]}/api/v1/predict/joined"
        if answer := self.ask(op, "POST", url, json={"entities": {"patient_id": [patient]}}):
            said = float(answer.json()["predictions"][0][0])
            rung, cache = answer.headers.get("X-Rung", ""), answer.headers.get("X-Cache", "")
            op.finish(ACKNOWLEDGED, version=int(said // STEP), value=said % STEP, rung=rung, cache=cache)
        else:
            self.halt.wait(0.3)


class Reader(Worker):
    """Online reads of the feature service."""

    def step(self) -> None:
        patient = self.chance.randrange(PATIENTS)
        op = self.history.begin("read", patient=patient)
        body = {"entities": {"patient_id": [patient]}, "features": ["gauge:value"]}
        if answer := self.ask(op, "POST", f"{self.platform.features}/api/v1/online/read", json=body):
            found = answer.json()
            op.finish(ACKNOWLEDGED, value=found["features"][0]["values"][0], recovering=found.get("recovering", False))


class Mover(Worker):
    """Moves the alias that a deployment follows, one move after the other."""

    pause = 1.0

    def step(self) -> None:
        url = f"{self.platform.registry}/api/v1/models/add/aliases/champion"
        # A move to where the alias is already is none, and an answer that did not come may have been a yes.
        now = int(self.session.get(url, timeout=TIMEOUT).json()["version"])
        version, reason = self.chance.choice([v for v in range(1, MODELS + 1) if v != now]), uuid.uuid4().hex
        op = self.history.begin("move", version=version, reason=reason)
        if not self.ask(op, "PUT", url, json={"version": str(version), "reason": reason}):
            return
        op.finish(ACKNOWLEDGED)
        served = self.history.begin("served", reason=reason)
        url = f"{self.platform.registry}/api/v1/deployments/joined/served?wait=served&waitSeconds=10"
        if answer := self.ask(served, "GET", url):
            served.finish(ACKNOWLEDGED if answer.json()["complete"] else UNKNOWN, said=answer.text[:300])


class Joiner(Worker):
    pause = 2.0

    def step(self) -> None:
        op = self.history.begin("join")
        if not (
            begun := self.ask(op, "POST", f"{self.platform.features}/api/v1/joins", json=steady_join(self.world.steady_rows))
        ):
            return
        follow(self, op, f"{self.platform.features}/api/v1/joins/{begun.json()['id']}")


class Materializer(Worker):
    """New rows of the steady view, and a materialization after each."""

    pause = 3.0
    number = 0

    def step(self) -> None:
        self.number += 1
        lines = ["patient_id,event_time,value"]
        moment = datetime.now(UTC)
        for patient in range(PATIENTS):
            lines.append(f"{patient},{moment.strftime('%Y-%m-%dT%H:%M:%S.%fZ')},{self.number}.0")
        op = self.history.begin("ingestion", number=self.number)
        url = f"{self.platform.features}/api/v1/views/steady/snapshots"
        data = ("\n".join(lines) + "\n").encode()
        if answer := self.ask(op, "POST", url, data=data, headers={"Content-Type": "text/csv"}):
            op.finish(ACKNOWLEDGED, snapshot=answer.json()["number"])
        op = self.history.begin("materialization")
        url = f"{self.platform.features}/api/v1/materializations"
        if begun := self.ask(op, "POST", url, json={"views": ["steady"]}):
            follow(self, op, f"{url}/{begun.json()['items'][0]['id']}")


def follow(worker: Worker, op: Op, url: str) -> None:
    """Asks for a job until it has ended; what keeps it from answering meanwhile is no fault of the job."""
    end = time.monotonic() + 240
    while time.monotonic() < end and not worker.halt.is_set():
        try:
            answer = worker.session.get(url, timeout=TIMEOUT)
            job = answer.json() if answer.status_code == 200 else {}
        except (requests.RequestException, ValueError):
            job = {}
        if "finishedAt" in job:
            failure = job.get("failure") or ""
            why = failure.get("message") if isinstance(failure, dict) else failure
            op.finish(ACKNOWLEDGED, state=job["state"], digest=(job.get("result") or {}).get("digest"), message=why)
            return
        worker.halt.wait(0.3)
    op.finish(UNKNOWN, still="no end" if not worker.halt.is_set() else "stopped")
