"""What an attacker may send, drawn from a seed: requests as bytes, well formed and not."""

import json
import random
from collections.abc import Iterator
from urllib.parse import quote

METHODS = [
    "GET",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "get",
    "MADE-UP",
    "",
    "G\x00T",
]
PATHS = [
    "/", "/ask", "/ask?question=Who", "/?question=Who", "/documents", "/documents/none",
    "/documents/../../etc/passwd",
    "/documents/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/documents/ukraine-security-guarantees", "/suggestions?document=x",
    "/documents/ukraine-security-guarantees/pages/1.png", "/documents/ukraine-security-guarantees/pages/-1.png",
    "/documents/ukraine-security-guarantees/source", "/jobs/1", "/jobs/%00", "/feedback", "/quotes/check", "/check",
    "/healthz", "/readyz", "/metrics", "/openapi.json", "/static/page.css", "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/nowhere", "//evil.example/", "http://evil.example/ask", "*", "/" + "a" * 8000, "/%", "/%zz", "/\x00",
    "/ask?" + "&" * 500,
    "/ask?" + "question=Who&" * 300, "/ask?question=%ff%fe", "/ask?question=Who&max_citations=9" + "9" * 400,
]  # fmt: skip
HEADERS = [
    "Host: localhost", "Host: evil.example", "Host:", "Host: localhost\r\nHost: evil.example",
    "Origin: https://evil.example",
    "Sec-Fetch-Site: cross-site", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Prefix: //evil", "SCRIPT_NAME: /x",
    "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: x",
    "Content-Length: 3\r\nContent-Length: 4",
    "Transfer-Encoding: chunked", "Transfer-Encoding: x", "Expect: 100-continue", "Connection: close",
    "Range: bytes=0-1",
    "Range: bytes=9999999-1", "If-None-Match: *", "Accept: text/html", "Accept: */*;q=x", "Authorization: Bearer x",
    "Authorization: Basic !!!", "Cookie: " + "x=y;" * 500, "X-Request-ID: \x7f", "Content-Type: application/json",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=x", "Content-Type: text/plain",
    "Content-Encoding: gzip", "no colon", " folded", "A: " + "b" * 9000, "\xff: \xff",
]  # fmt: skip
STRINGS = [
    "", " ", "Who is Yuri Ushakov?", "x" * 1000, "x" * 1001, "\x00", "\ud800", "\u202e", "👩🏽‍🚀" * 200,
    "a\u0301" * 500,
    "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "{{7*7}}", "${7*7}", "%s%n", "“" * 900,
    "Ünïcödé " * 100,
    "What " * 180, "HX-2201-B " * 90, "Zzyzx Qwrtp " * 80, "\r\nSet-Cookie: x=y", "NaN", "null", "1e999",
]  # fmt: skip
SENT = [
    b"--x\r\nContent-Disposition: form-data; name=file; filename=../../a.txt\r\n\r\nOne.\r\n--x--\r\n",
    b"--x\r\n" * 2000,
    b"3\r\nabc\r\nFFFFFFFFFFFFFFFFFF\r\n",
    b"[" * 20_000,
    b'{"question":' * 3000,
    b"\xff\xfe{}",
    b"{",
    b"x" * 70_000,
]
FIELDS = ["question", "history", "documents", "max_citations", "verdict", "sentence", "text", "quotes", "title", "url"]


def requests(count: int, seed: int) -> Iterator[bytes]:
    """So many requests; the same for the same seed."""
    drawn = random.Random(seed)
    for _ in range(count):
        yield _posted(drawn) if drawn.random() < 0.5 else _raw(drawn)


def _posted(drawn: random.Random) -> bytes:
    """Well-formed HTTP whose JSON is hostile."""
    path = drawn.choice(["/ask", "/feedback", "/quotes/check", "/documents/none", "/documents"])
    method = "PATCH" if path.endswith("none") else "POST"
    if path == "/documents":  # what is added is a job of its own, not an attack on the requests
        body = json.dumps({"text": "", "title": _value(drawn, 0)}).encode()
    else:
        body = json.dumps({name: _value(drawn, 3) for name in drawn.sample(FIELDS, drawn.randint(1, 4))}).encode()
    if drawn.random() < 0.2:
        at = drawn.randrange(len(body))
        body = body[:at] + drawn.randbytes(drawn.randint(1, 4)) + body[at + 1 :]
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _value(drawn: random.Random, depth: int) -> object:
    kind = drawn.randrange(8 if depth else 5)
    if kind < 3:
        return drawn.choice(STRINGS)
    if kind < 5:
        return drawn.choice([0, -1, 3, 2**63, 1.5, 1e308, True, None])
    if kind < 7:
        return [_value(drawn, depth - 1) for _ in range(drawn.randint(0, 25))]
    names = [*FIELDS, "start", "end", "document", "answer"]
    return {drawn.choice(names): _value(drawn, depth - 1) for _ in range(drawn.randint(0, 4))}


def _raw(drawn: random.Random) -> bytes:
    """HTTP that may be none."""
    path = drawn.choice(PATHS)
    if drawn.random() < 0.2:
        path = f"/ask?question={quote(drawn.choice(STRINGS), errors='replace')}"
    version = drawn.choice(["HTTP/1.1"] * 8 + ["HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "HTTP/1.1 x"])
    lines = [f"{drawn.choice(METHODS)} {path} {version}", *drawn.sample(HEADERS, drawn.randint(0, 4))]
    if drawn.random() < 0.7:
        lines.append("Host: localhost")
    sent = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
    if drawn.random() < 0.4:
        sent += drawn.choice(SENT)
    if drawn.random() < 0.2:
        at = drawn.randrange(len(sent))
        sent = sent[:at] + drawn.randbytes(drawn.randint(1, 8)) + sent[at + drawn.randint(0, 8) :]
    return sent
