"""Links are fetched from public addresses alone, within one deadline. A local server stands in for the internet."""

import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from index.errors import FetchError
from index.fetch import MOST_BYTES, fetch
from index.public import is_public
from tests.internet import PUBLIC, Answer, Towards, page, serving


def get(address: str, answer: Answer, addresses: dict[str, list[str]] | None = None, seconds: float = 20) -> Any:
    """What comes back, and the addresses that were connected to."""
    known = addresses or {}
    with serving(answer) as port:
        towards = Towards(port)
        added = fetch(address, lookup=lambda host, _: known.get(host, [PUBLIC]), backend=towards, seconds=seconds)
        return added, towards.asked


def refused(address: str, answer: Answer | None = None, **more: Any) -> str:
    with pytest.raises(FetchError) as caught:
        get(address, answer or page(b"x"), **more)
    return str(caught.value)


def test_a_page_is_a_source_named_by_its_address_which_it_keeps() -> None:
    added, asked = get("http://example.org/news/Tea%20time.html?x=1#part", page(b"<p>Tea.</p>"))
    assert (added.name, added.data) == ("Tea time.html", b"<p>Tea.</p>")
    assert added.about == {"url": "http://example.org/news/Tea%20time.html?x=1"}
    assert asked == [(PUBLIC, 80)]


NAMES = [
    ("http://example.org", "text/html", "example.org.html"),
    ("http://example.org/", "text/html; charset=utf-8", "example.org.html"),
    ("http://example.org/a.php", "application/xhtml+xml", "a.xhtml"),
    ("http://example.org/paper", "application/pdf", "paper.pdf"),
    ("http://example.org/paper.pdf", "application/octet-stream", "paper.pdf"),
    ("http://example.org/readme.md", "text/plain", "readme.md"),
    ("http://example.org/LICENSE", "text/plain", "LICENSE.txt"),
    ("http://example.org/page.htm", "text/html", "page.htm"),
    ("http://example.org/%2e%2e%2fetc%2fpasswd", "text/plain", "passwd.txt"),
]


@pytest.mark.parametrize(("address", "content_type", "name"), NAMES)
def test_the_type_and_the_address_give_the_name(address: str, content_type: str, name: str) -> None:
    assert get(address, page(b"x", content_type))[0].name == name


@pytest.mark.parametrize("content_type", ["image/png", "application/zip", "", "video/mp4", "application/octet-stream"])
def test_what_no_format_reads_is_refused(content_type: str) -> None:
    assert "which no format reads" in refused("http://example.org/x", page(b"x", content_type))


def test_a_text_in_another_charset_becomes_utf8() -> None:
    added, _ = get("http://example.org/a.txt", page("café".encode("latin-1"), "text/plain; charset=iso-8859-1"))
    assert added.data.decode("utf-8-sig") == "café"
    assert "its charset 'x-none' is not known" in refused("http://e.org", page(b"x", "text/html; charset=x-none"))


NOT_PUBLIC = {
    "loopback": "127.0.0.1",
    "loopback 6": "::1",
    "this machine": "0.0.0.0",
    "unspecified 6": "::",
    "private": "10.1.2.3",
    "private 172": "172.16.0.1",
    "private 192": "192.168.1.1",
    "carrier": "100.64.0.1",
    "link-local": "169.254.1.1",
    "metadata": "169.254.169.254",
    "metadata 6": "fd00:ec2::254",
    "link-local 6": "fe80::1",
    "link-local 6 with zone": "fe80::1%eth0",
    "unique local": "fc00::1",
    "site-local": "fec0::1",
    "mapped": "::ffff:127.0.0.1",
    "compatible": "::127.0.0.1",
    "NAT64": "64:ff9b::7f00:1",
    "local NAT64": "64:ff9b:1::1",
    "6to4": "2002:7f00:1::",
    "6to4 relay": "192.88.99.1",
    "Teredo": "2001::1",
    "multicast": "224.0.0.1",
    "multicast 6": "ff0e::1",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "documentation": "192.0.2.1",
    "documentation 6": "2001:db8::1",
    "documentation 6, new": "3fff::1",
    "benchmark": "198.18.0.1",
    "nothing": "nonsense",
}


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC)
def test_an_address_that_is_not_public_is_never_connected_to(address: str) -> None:
    assert not is_public(address)
    with serving(page(b"x")) as port:
        towards = Towards(port)
        with pytest.raises(FetchError) as caught:
            fetch("http://inside.org/", lookup=lambda *_: [PUBLIC, address], backend=towards)
        assert towards.asked == []
    assert str(caught.value) == f"is not fetched: inside.org is {address}, which is not a public address."


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", PUBLIC])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254"])
def test_an_address_in_the_link_is_checked_as_a_name_is(host: str) -> None:
    with pytest.raises(FetchError, match="is not a public address"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "127.1"])
def test_other_writings_of_loopback_lead_nowhere(host: str) -> None:
    with pytest.raises(FetchError, match=r"not a public address|no address|is no address"):
        fetch(f"http://{host}/", seconds=5)


WRONG = {
    "ftp://example.org/a": "is not fetched: 'ftp://example.org/a' is no http or https address.",
    "file:///etc/passwd": "is not fetched: 'file:/etc/passwd' is no http or https address.",
    "example.org": "is not fetched: 'example.org' is no http or https address.",
    "http://user:secret@example.org/": "is not fetched: it holds a name or a password.",
    "http://example.org:22/": "is not fetched: port 22 is none of 80 and 443.",
    "http://example.org:8080/": "is not fetched: port 8080 is none of 80 and 443.",
}


@pytest.mark.parametrize("address", WRONG)
def test_an_address_that_is_not_fetched_says_why(address: str) -> None:
    assert refused(address) == WRONG[address]


def leading(*steps: str) -> Answer:
    """Each request leads to the next address; the last one gets a page."""
    left = list(steps)

    def answer(request: BaseHTTPRequestHandler) -> None:
        if left:
            page(b"", status=302, Location=left.pop(0))(request)
        else:
            page(b"<p>There.</p>")(request)

    return answer


def test_a_redirect_is_followed_and_the_last_address_is_kept() -> None:
    added, asked = get("http://example.org/a", leading("/b", "http://other.org/c"), {"other.org": ["8.8.8.8"]})
    assert added.about == {"url": "http://other.org/c"}
    assert asked == [(PUBLIC, 80), (PUBLIC, 80), ("8.8.8.8", 80)]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://inside.org/", "inside.org is 10.0.0.1, which is not a public address"),
        ("http://127.0.0.1/", "127.0.0.1 is 127.0.0.1, which is not a public address"),
        ("//169.254.169.254/latest", "which is not a public address"),
        ("http://example.org:6379/", "port 6379 is none of 80 and 443"),
        ("file:///etc/passwd", "is no http or https address"),
        ("http://a:b@example.org/", "it holds a name or a password"),
    ],
)
def test_a_redirect_to_what_is_not_fetched_is_refused(address: str, why: str) -> None:
    known = {"inside.org": ["10.0.0.1"], "127.0.0.1": ["127.0.0.1"], "169.254.169.254": ["169.254.169.254"]}
    assert why in refused("http://example.org/", leading(address), addresses=known)


def test_a_name_that_means_something_else_the_second_time_is_refused() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(leading("/again")) as port:
        towards = Towards(port)
        with pytest.raises(FetchError, match=r"example\.org is 127\.0\.0\.1"):
            fetch("http://example.org/", lookup=lambda *_: next(answers), backend=towards)
        assert towards.asked == [(PUBLIC, 80)]


def test_more_than_five_redirects_are_refused() -> None:
    assert get("http://e.org", leading(*["/x"] * 5))[0].data == b"<p>There.</p>"
    assert "more than 5 times" in refused("http://e.org", leading(*["/x"] * 6))


def test_what_is_too_large_is_refused_before_it_is_read_whole() -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        while True:
            try:
                request.wfile.write(b"x" * 2**16)
            except OSError:
                return

    told = "is not fetched: it has more than the 20,971,520 bytes that are fetched."
    assert refused("http://example.org/", endless) == told
    assert refused("http://example.org/", page(b"", Content_Length=str(MOST_BYTES + 1))) == told


def test_a_slow_drip_ends_at_the_deadline() -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        drop(request)

    assert refused("http://example.org/", drip, seconds=1) == "cannot be fetched: it takes longer than 1 seconds."


def test_a_slow_drip_of_headers_ends_at_the_deadline() -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        drop(request)

    assert refused("http://example.org/", drip, seconds=1) == "cannot be fetched: it takes longer than 1 seconds."


def drop(request: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        try:
            request.wfile.write(b"x")
            request.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def test_a_name_that_is_never_found_ends_at_the_deadline() -> None:
    waiting = threading.Event()
    with pytest.raises(FetchError, match=r"it takes longer than 0\.2 seconds"):
        fetch("http://example.org/", lookup=lambda *_: [str(waiting.wait(5))], seconds=0.2)
    waiting.set()


def test_what_a_server_says_is_told() -> None:
    assert refused("http://example.org/", page(b"", status=404)) == "cannot be fetched: the server answers 404."
    told = "cannot be fetched: the server sends it in gzip, which was not asked for."
    assert refused("http://example.org/", page(b"x", Content_Encoding="gzip")) == told


def test_an_unknown_name_is_told() -> None:
    def none(*_: object) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(FetchError) as caught:
        fetch("http://nowhere.example/", lookup=none)
    assert str(caught.value) == (
        "cannot be fetched: there is no address of nowhere.example (Name or service not known)."
    )


def test_no_proxy_and_no_password_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    seen: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        seen.append(f"{request.path} {request.headers['Host']} {request.headers['Authorization']}")
        page(b"x", "text/plain")(request)

    _, asked = get("http://example.org/a", answer)
    assert (asked, seen) == ([(PUBLIC, 80)], ["/a example.org None"])
