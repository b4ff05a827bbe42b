"""No spelling of a path leads past a rule: neither a stranger nor a reader gets what the rule asks more for."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import URLS, ask, example, rules

PLAIN = "spelling that is not read here"


def spellings(path: str) -> list[str]:
    first, *rest = path[1:].split("/")
    tail = "/" + "/".join(rest) if rest else ""
    last = path.rsplit("/", 1)[1]
    stem = path[: len(path) - len(last)]
    return [
        path,
        path + "/",
        path + "?x=/livez",
        path + "%20",
        path + "%00",
        path + "%0d%0aX-Evil:1",
        path + ".json",
        path + ";a=b",
        path + "/..;/" + last,
        path.upper(),
        "//" + path[1:],
        f"/{first}//{tail[1:]}",
        "/." + path,
        f"/{first}/.{tail}",
        "/livez/.." + path,
        "/livez/%2e%2e" + path,
        "/livez/%2e%2e%2f" + path[1:],
        "/livez%2f..%2f" + path[1:],
        "/livez;/.." + path,
        "/livez/..;" + path,
        f"/{first};x=y{tail}",
        path.replace("/", "%2f"),
        "/" + path[1:].replace("/", "%2F"),
        path.replace("/", "%252f"),
        path.replace("/", "\\"),
        "/" + path[1:].replace("/", "%5c"),
        f"/%{ord(first[0]):02x}{first[1:]}{tail}" if first else "/%2f",
        f"{stem}%{ord(last[0]):02X}{last[1:]}" if last else path,
        f"/%25{ord(first[0]):02x}{first[1:]}{tail}" if first else "/%252f",
        "/%c0%ae%c0%ae" + path,
        "/%c0%af" + path[1:],
        "/%ef%bc%8f" + path[1:],
        f"http://elsewhere.example{path}",
        f"http://elsewhere.example/livez/..{path}",
        "/v3/api-docs/.." + path,
        "/v3/api-docs.yaml/%2e%2e/%2e%2e" + path,
    ]


def methods(named: str) -> list[str]:
    return ["GET", "POST", "DELETE"] if named == "any" else [named]


def each(service: str, below: set[str]) -> list[tuple[str, str]]:
    """Every method and spelling of every rule that strangers, or readers, may not use."""
    return [
        (method, target)
        for named, pattern, role in rules(service)
        if role in below
        for method in methods(named)
        for target in spellings(example(pattern))
    ]


def all_answers(service: str, asked: list[tuple[str, str]], token: str | None):
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda one: ask(service, *one, token), asked)
        return list(zip(asked, answers, strict=True))


def turned_away(answer) -> bool:
    """400 by whoever reads paths, or by the server before anybody of ours saw the request."""
    return answer.status == 400 and (PLAIN in answer.body or "bad-request" in answer.body or not answer.body.strip("0\r\n"))


@pytest.mark.parametrize("service", URLS)
def test_a_stranger_gets_past_no_rule_by_any_spelling(service):
    asked = each(service, {"reader", "scientist", "deployer", "admin", "service"})
    assert len(asked) > 300
    wrong = [
        f"{method} {target}: {answer.status} {answer.body[:150]}"
        for (method, target), answer in all_answers(service, asked, None)
        if answer.status != 401 and not turned_away(answer)
    ]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("service", URLS)
def test_a_reader_gets_past_no_rule_that_asks_for_more(service, reader):
    asked = each(service, {"scientist", "deployer", "admin", "service"})
    allowed = {(method, pattern) for method, pattern, role in rules(service) if role in {"reader", "everybody"}}
    wrong = []
    for (method, target), answer in all_answers(service, asked, reader):
        no_route = answer.status in (404, 405) and ("There is no route" in answer.body or "is not a method" in answer.body)
        if answer.status == 403 or no_route or turned_away(answer):
            continue
        if method == "GET" and any(named in ("GET", "any") and "**" in pattern for named, pattern in allowed):
            continue  # the spelling is another path, which readers may read
        wrong.append(f"{method} {target}: {answer.status} {answer.body[:150]}")
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("service", URLS)
def test_what_is_open_is_little(service):
    open_to_all = {pattern for _, pattern, role in rules(service) if role == "everybody"}
    assert open_to_all <= {
        "/", "/livez", "/readyz", "/v3/api-docs", "/v3/api-docs.yaml",
        "/health", "/version", "/ping", "/v2/health/live", "/v2/health/ready",
    }
