"""Ways to spoil a request: seeded, so that the same seed spoils in the same ways."""

from __future__ import annotations

import json
import random
import urllib.parse
from typing import Any

from recorder import Sent

#: What stands in for a value, as it is written in JSON: some of these Python would not write itself.
ODD = [
    "null", "true", "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400", "-0.0",
    "NaN", "Infinity", "-Infinity", "1e-400", "3.5", "[]", "{}", "[[]]", '[null]', '{"a": {"b": []}}', '""', '" "',
    '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"\\u202e\\u0301\\ufeff"', '"' + "x" * 10_001 + '"',
    '"' + "\\ud83d\\ude00" * 3_000 + '"', "\"'; DROP TABLE run; --\"", '"%00%2e%2e/"', '"../../etc/passwd"',
    '"1970-01-01"', '"NaN"', '"99999999999999999999"', "[" * 2_000 + "]" * 2_000,
]  # fmt: skip
WORDS = ["", "0", "-1", "NaN", "9" * 30, "\x00", "../..", "%", "'", '"', "\u202e\u0301", "x" * 5_000, "a=b AND c", "eyJvZmZzZXQiOjF9"]
FIELDS = ["page_token", "filter", "order_by", "max_results", "run_view_type", "view_type", "tags", "experiment_ids", "run_id"]
TYPES = ["", "text/plain", "application/json; charset=utf-16", "application/xml", "multipart/form-data", "application/json;;"]


def spoil(sent: Sent, luck: random.Random) -> Sent:
    body = sent.body
    if sent.type.startswith("application/json") and body:
        if luck.random() < 0.12:
            return Sent(sent.method, sent.path, sent.type, cut(body, luck))
        if luck.random() < 0.05:
            return Sent(sent.method, sent.path, luck.choice(TYPES), body)
        return Sent(sent.method, sent.path, sent.type, replaced(json.loads(body), luck))
    path = queried(sent.path, luck)
    if luck.random() < 0.05:
        return Sent(luck.choice(["POST", "PATCH", "DELETE", "PUT", "GET"]), path, sent.type, body)
    return Sent(sent.method, path, sent.type, body)


def cut(body: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(body))
    return luck.choice([body[:place], body[:place] + b"\xff\xfe" + body[place:], body + body, body[place:], b"[" + body + b"]"])


def replaced(message: Any, luck: random.Random) -> bytes:
    """The message with one to three values replaced, taken away, added or doubled."""
    marks: dict[str, str] = {}
    for _ in range(luck.randint(1, 3)):
        places = [place for place in spots(message) if not str(place[0][place[1]]).startswith("\u2400")]
        if not places or luck.random() < 0.1:
            if isinstance(message, dict):
                mark = f"\u2400{len(marks)}"
                marks[mark] = luck.choice(ODD)
                message[luck.choice(FIELDS)] = mark
            continue
        holder, key = luck.choice(places)
        if isinstance(holder, dict) and luck.random() < 0.15:
            del holder[key]
        elif isinstance(holder, list) and luck.random() < 0.2:
            holder.extend([holder[key]] * luck.choice([1, 1_100]))
        else:
            mark = f"\u2400{len(marks)}"
            marks[mark] = luck.choice(ODD)
            holder[key] = mark
    text = json.dumps(message, ensure_ascii=False)
    for mark, odd in marks.items():
        text = text.replace(f'"{mark}"', odd)
    return text.encode("utf-8", "surrogatepass")


def spots(message: Any) -> list[tuple[Any, Any]]:
    """Every place in a message that holds a value."""
    found: list[tuple[Any, Any]] = []
    keys = message.keys() if isinstance(message, dict) else range(len(message)) if isinstance(message, list) else ()
    for key in keys:
        found.append((message, key))
        found += spots(message[key])
    return found


def queried(path: str, luck: random.Random) -> str:
    """One of the path's names or of the query's values is another."""
    parts = urllib.parse.urlsplit(path)
    query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    names = parts.path.split("/")
    if query and luck.random() < 0.7:
        place = luck.randrange(len(query))
        query[place] = (query[place][0], luck.choice(WORDS))
    elif luck.random() < 0.5:
        query.append((luck.choice(FIELDS), luck.choice(WORDS)))
    else:
        names[luck.randrange(min(5, len(names)), len(names) + 1) - 1] = urllib.parse.quote(luck.choice(WORDS), safe="%.")
    encoded = urllib.parse.urlencode(query, errors="surrogatepass")
    return "/".join(names) + (f"?{encoded}" if encoded else "")
