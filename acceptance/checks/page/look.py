"""Opens the pages one by one as a person would, and holds what they show against what was logged."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Error, Page, sync_playwright

BASE = os.environ["THERMOCLINE_REGISTRY_URL"]
PATIENCE = 45_000
#: What the page asks to find out whether there is such a thing; 404 means that there is none.
PROBES = (
    "/ajax-api/2.0/mlflow/users/current",  # users with passwords of their own: tokens here
    "/ajax-api/3.0/mlflow/assistant/",  # an assistant on the server's machine
    "/ajax-api/2.0/mlflow/gateway-proxy",  # language models to try prompts with
)
#: Chromium's note that a chart was measured while it was drawn; the page tells it as an error.
MEASURED = "ResizeObserver loop completed with undelivered notifications."


@dataclass(frozen=True)
class Step:
    """A page: where it is, the texts that it must show, the elements that it must draw, and what is clicked first."""

    name: str
    path: str
    texts: tuple[str, ...]
    drawn: tuple[str, ...] = ()
    clicks: tuple[str, ...] = ()


def steps(experiment: str, first: str, second: str, model: str) -> list[Step]:
    run = f"#/experiments/{experiment}/runs/{first}"
    compared = f"runs={quote(json.dumps([first, second]))}&experiments={quote(json.dumps([experiment]))}"
    return [
        # The page begins with language models, unless the other half was chosen before.
        Step("home", "", ("Welcome to MLflow",), clicks=("Model training",)),
        Step("experiments", "#/experiments", ("tides", "Default", "north")),
        Step("runs", f"#/experiments/{experiment}/runs", ("calm-tide", "wild-tide")),
        Step(
            "charts of all runs",
            f"#/experiments/{experiment}/runs?compareRunsMode=CHART",
            ("calm-tide", "loss", "height"),
            (".js-plotly-plot",),
        ),
        Step("run", run, ("calm-tide", "rate", "0.1", "depth", "loss", "boat", "tide-table")),
        Step("metrics of a run", f"{run}/model-metrics", ("loss", "height"), (".js-plotly-plot .scatterlayer path",)),
        Step("artifacts", f"{run}/artifacts", ("notes", "plots")),
        Step("text artifact", f"{run}/artifacts", ("high water at noon",), clicks=("notes", "almanac.txt")),
        Step("page as artifact", f"{run}/artifacts", ("tide.html",), ("iframe",), clicks=("tide.html",)),
        Step("image artifact", f"{run}/artifacts", ("height.png",), ("img[src^='blob:']",), clicks=("plots", "height.png")),
        Step("comparison", f"#/compare-runs?{compared}", ("Comparing 2 Runs", "calm-tide", "wild-tide", "0.4")),
        Step("registered models", "#/models", ("tide-table",)),
        Step("registered model", "#/models/tide-table", ("tide-table", "Version 1")),
        Step("version", "#/models/tide-table/versions/1", ("Says when to sail.", "champion")),
        Step("logged models", f"#/experiments/{experiment}/models", ("model",)),
        Step("logged model", f"#/experiments/{experiment}/models/{model}", ("model", "calm-tide")),
        Step("files of a logged model", f"#/experiments/{experiment}/models/{model}/artifacts", ("MLmodel", "conda.yaml")),
    ]


class Faults:
    """What went wrong beside what is shown."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        self._asked_for_password = False
        page.on("response", self._response)
        page.on("requestfailed", lambda request: self._failed(request.method, request.url, request.failure))
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("console", self._told)

    def _told(self, told) -> None:
        url = (told.location or {}).get("url", "").removeprefix(BASE)
        if told.type == "error" and not url.startswith(PROBES) and MEASURED not in told.text:
            self.found.append(f"console: {told.text[:500]} ({url})")

    def _response(self, response) -> None:
        probe = response.url.removeprefix(BASE).startswith(PROBES)
        if probe and response.status == 404:
            return
        if response.status == 401 and not self._asked_for_password:
            self._asked_for_password = True
        elif response.status >= 400:
            request = response.request
            self.found.append(f"{response.status} {request.method} {request.url.removeprefix(BASE)} {(request.post_data or '')[:200]}")
        elif not response.url.startswith((BASE, "blob:", "data:")):
            self.found.append(f"another host was asked: {response.url}")

    def _failed(self, method: str, url: str, why: str | None) -> None:
        # A page that is left gives up what it was asking for.
        if why != "net::ERR_ABORTED":
            self.found.append(f"failed {method} {url}: {why}")

    def take(self) -> list[str]:
        found, self.found = self.found, []
        return found


def look(page: Page, faults: Faults, step: Step) -> list[str]:
    missing: list[str] = []
    try:
        page.goto(f"{BASE}/{step.path}", timeout=PATIENCE)
        for text in step.clicks:
            page.get_by_text(text, exact=True).locator("visible=true").first.click(timeout=PATIENCE)
        for text in step.texts:
            page.get_by_text(text).locator("visible=true").first.wait_for(timeout=PATIENCE)
        for selector in step.drawn:
            page.locator(selector).locator("visible=true").first.wait_for(timeout=PATIENCE)
        # What it asks for last, and what it has to tell about it, comes after what it shows.
        page.wait_for_timeout(1500)
    except Error as error:
        missing.append(str(error).splitlines()[0])
        missing.append("it shows: " + page.inner_text("body").replace("\n", " | ")[:600])
    return missing + faults.take()


def main() -> int:
    ids = json.loads(sys.argv[1])
    passed = failed = 0
    with sync_playwright() as playwright:
        # Chromium's own sandbox cannot be had by root, nor in most containers.
        browser = playwright.chromium.launch(executable_path=os.environ["THERMOCLINE_BROWSER"], args=["--no-sandbox"])
        # Given when the browser is asked, as a person gives them; never before.
        login = {"username": "anyone", "password": os.environ["THERMOCLINE_TOKEN"]}
        context = browser.new_context(http_credentials=login, viewport={"width": 1600, "height": 1400})
        page = context.new_page()
        faults = Faults(page)
        for step in steps(ids["experiment"], *ids["runs"], ids["model"]):
            wrong = look(page, faults, step)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            print(f"{'FAILED' if wrong else 'ok    '} {step.name}", *wrong, sep="\n  ", flush=True)
        shut = browser.new_context().request.get(BASE).status == 401
        passed, failed = passed + shut, failed + (not shut)
        print(f"{'ok    ' if shut else 'FAILED'} without a token there is no page")
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
