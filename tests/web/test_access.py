"""Who may do what: names, other sites, tokens, proxies."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import request, url_for
from flask.testing import FlaskClient

from index.errors import SettingsError
from index.networks.encoder import Encoder
from index.settings import Settings
from tests.web.conftest import make_app
from web.access import make_admission

TOKEN, READ_TOKEN = "a token to write with", "a token to read with"
NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FOREIGN = {"Sec-Fetch-Site": "cross-site"}

Make = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def make(built: Path, encoder: Encoder) -> Make:
    """Clients of an application with a route that changes something, and one that says where it believes to be."""

    def client(**settings: Any) -> FlaskClient:
        app = make_app(Settings.load(settings | {"index": built, "feedback": ""}, {}), encoder)

        @app.route("/changed", methods=["POST", "PUT", "PATCH", "DELETE"])
        def changed() -> str:
            return "changed"

        @app.get("/where")
        def where() -> list[str | None]:
            return [request.remote_addr, url_for("chat", _external=True)]

        return app.test_client()

    return client


@pytest.fixture(scope="module")
def alone(make: Make) -> FlaskClient:
    return make()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'me:{password}'.encode()).decode()}"}


# --- Host


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:8000", "[::1]:8000", "10.0.0.7"]
)
def test_localhost_and_addresses_are_answered(alone: FlaskClient, host: str) -> None:
    assert alone.get("/documents", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "xlocalhost",
        "x.localhost",
    ],
)
@pytest.mark.parametrize("address", ["/", "/documents", "/healthz", "/nowhere", "/static/page.css"])
def test_a_name_that_is_not_its_own_is_refused(alone: FlaskClient, host: str, address: str) -> None:
    response = alone.get(address, headers={"Host": host})
    assert (response.status_code, response.get_json(force=True)["type"]) == (421, "/problems/unknown-name")
    assert "PINCITE_HOSTS" in response.text


@pytest.mark.parametrize(
    "host", ["a b", "loc\u00e4lhost", "<script>", "localhost/x", "x@localhost", "[::1", ":", "", "localhost:x"]
)
def test_what_is_no_name_is_refused(alone: FlaskClient, host: str) -> None:
    assert alone.get("/documents", headers={"Host": host}).status_code in (400, 421)


def test_further_names_are_answered_where_a_setting_lists_them(make: Make) -> None:
    client = make(hosts="pincite.example, .team.example", host="box.local")
    hosts = ["pincite.example", "a.team.example:443", "box.local", "localhost", "x.pincite.example", "evil.example"]
    assert [client.get("/documents", headers={"Host": host}).status_code for host in hosts] == [200] * 4 + [421] * 2


# --- Other sites


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://LOCALHOST"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://pincite.example"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "cross-site", **NAVIGATION}, 403),
    ],
)
def test_only_its_own_page_may_write(alone: FlaskClient, method: str, headers: dict[str, str], status: int) -> None:
    assert alone.open("/changed", method=method, headers=headers).status_code == status


def test_another_site_can_neither_ask_nor_judge(alone: FlaskClient) -> None:
    for address in ("/ask", "/feedback"):
        response = alone.post(address, json={"question": "Who?"}, headers={"Origin": "https://evil.example"})
        assert (response.status_code, response.get_json(force=True)["type"]) == (403, "/problems/forbidden")


@pytest.mark.parametrize("address", ["/ask?question=Who", "/?question=Who", "/suggestions?document=x", "/documents"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_starts_no_work(alone: FlaskClient, address: str, site: str) -> None:
    embedded = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    framed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert alone.get(address, headers=embedded).status_code == 403
    assert alone.get(address, headers=framed).status_code == 403
    assert alone.get(address, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_link_from_another_site_opens_a_page_but_not_the_api_of_questions(alone: FlaskClient) -> None:
    statuses = [alone.get(address, headers=FOREIGN | NAVIGATION).status_code for address in ("/", "/ask?question=Who")]
    assert statuses == [200, 403]


# --- Tokens


def test_alone_on_a_machine_anyone_may_write(alone: FlaskClient) -> None:
    assert alone.post("/changed").text == "changed"


@pytest.mark.parametrize(
    "settings", [{"host": "0.0.0.0"}, {"host": "::"}, {"host": "box.local"}, {"proxy": "127.0.0.1"}]
)
def test_others_can_reach_it_and_without_a_token_nothing_is_written(make: Make, settings: dict[str, str]) -> None:
    client = make(**settings)
    response = client.delete("/changed")
    assert (response.status_code, response.get_json(force=True)["type"]) == (403, "/problems/forbidden")
    assert "PINCITE_TOKEN" in response.text
    assert client.get("/documents").status_code == 200
    assert client.post("/ask", json={"question": "Who?"}).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_a_proxy_that_no_setting_names_makes_it_reached_by_others(alone: FlaskClient, header: str) -> None:
    assert alone.post("/changed", headers={header: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_writing_needs_the_token_where_there_is_one(make: Make, method: str) -> None:
    for host in ("0.0.0.0", "127.0.0.1"):
        client = make(host=host, token=TOKEN)
        for sent in (bearer(TOKEN), basic(TOKEN)):
            assert client.open("/changed", method=method, headers=sent).text == "changed"
        wrong = [
            {},
            bearer(""),
            bearer(TOKEN[:-1]),
            bearer(TOKEN + "x"),
            bearer("Ä"),
            basic("x"),
            {"Authorization": "x"},
        ]
        assert [client.open("/changed", method=method, headers=sent).status_code for sent in wrong] == [401] * len(
            wrong
        )
        assert client.get("/documents").status_code == 200


def test_a_browser_is_asked_for_the_token_and_a_program_told_its_scheme(make: Make) -> None:
    client = make(token=TOKEN)
    asked = client.post("/changed").headers.getlist("WWW-Authenticate")
    assert asked == ['Bearer realm="pincite"', 'Basic realm="pincite", charset="UTF-8"']
    assert client.post("/changed", headers=bearer("x")).headers.getlist("WWW-Authenticate") == asked[:1]


def test_reading_needs_a_token_where_there_is_one(make: Make) -> None:
    client = make(token=TOKEN, read_token=READ_TOKEN)
    addresses = ["/", "/documents", "/metrics", "/openapi.json", "/ask?question=Who", "/static/page.css", "/nowhere"]
    assert [client.get(address).status_code for address in addresses] == [401] * 7
    assert client.post("/ask", json={"question": "Who?"}).status_code == 401
    for sent in (bearer(READ_TOKEN), basic(READ_TOKEN), bearer(TOKEN)):
        assert [client.get(a, headers=sent, buffered=True).status_code for a in addresses] == [200] * 6 + [404]
        assert client.post("/ask", json={"question": "Who?"}, headers=sent).status_code == 200
    assert client.post("/changed", headers=bearer(READ_TOKEN)).status_code == 401
    assert [client.get(address).status_code for address in ("/healthz", "/readyz")] == [200, 200]


def test_a_token_can_come_from_a_file(make: Make, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    client = make(token_file=tmp_path / "token")
    assert client.post("/changed", headers=bearer(TOKEN)).text == "changed"
    assert client.post("/changed").status_code == 401


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"token": "short"}, "PINCITE_TOKEN holds 5 characters; use 16 or more, as of `openssl rand -hex 32`."),
        ({"read_token": "x" * 15}, "PINCITE_READ_TOKEN holds 15 characters; use 16 or more"),
        ({"token_file": "/missing"}, "PINCITE_TOKEN_FILE is '/missing', which cannot be read: "),
        ({"token": TOKEN, "token_file": "/missing"}, "PINCITE_TOKEN and PINCITE_TOKEN_FILE are both set; keep one."),
    ],
)
def test_a_token_that_cannot_be_used_stops_the_start(make: Make, settings: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        make(**settings)
    assert str(refused.value).startswith(said)
    assert not any(secret in str(refused.value) for secret in ("short", "x" * 15, TOKEN))


# --- Proxies

FORWARDED = {
    "X-Forwarded-For": "1.2.3.4",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "pincite.example",
    "X-Forwarded-Prefix": "/cite",
}


def test_the_proxy_that_a_setting_names_is_believed(make: Make) -> None:
    client = make(proxy="127.0.0.0/8", hosts="pincite.example")
    assert client.get("/where", headers=FORWARDED).get_json() == ["1.2.3.4", "https://pincite.example/cite/"]
    page = client.get("/", headers=FORWARDED).text
    assert 'href="/cite/static/page.css"' in page


@pytest.mark.parametrize("proxy", ["", "10.0.0.1", "::1"])
def test_nobody_else_is_believed(make: Make, proxy: str) -> None:
    client = make(proxy=proxy, hosts="pincite.example")
    sent = FORWARDED | {"Script-Name": "/cite", "SCRIPT_NAME": "/cite"}
    assert client.get("/where", headers=sent).get_json() == ["127.0.0.1", "http://localhost/"]


def test_a_name_that_the_proxy_forwards_is_checked_too(make: Make) -> None:
    client = make(proxy="127.0.0.1", hosts="pincite.example")
    assert client.get("/where", headers=FORWARDED | {"X-Forwarded-Host": "evil.example"}).status_code == 421


def test_an_ipv6_socket_knows_its_proxy_by_its_ipv4_address(make: Make) -> None:
    client = make(proxy="10.0.0.1", hosts="pincite.example")
    mapped = {"REMOTE_ADDR": "::ffff:10.0.0.1"}
    assert client.get("/where", headers=FORWARDED, environ_overrides=mapped).get_json()[0] == "1.2.3.4"


# --- Headers


@pytest.mark.parametrize("address", ["/", "/documents", "/ask?question=Who", "/nowhere", "/healthz"])
def test_nothing_is_kept_by_shared_caches(alone: FlaskClient, address: str) -> None:
    assert alone.get(address).headers["Cache-Control"] == "private, no-cache"


# --- Before a body is read


@pytest.mark.parametrize(
    ("settings", "headers", "admitted"),
    [
        ({}, {}, True),
        ({}, {"HTTP_HOST": "evil.example"}, False),
        ({}, {"HTTP_ORIGIN": "https://evil.example"}, False),
        ({}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({}, {"HTTP_VIA": "1.1 proxy"}, False),
        ({"host": "0.0.0.0"}, {}, False),
        ({"token": TOKEN}, {}, False),
        ({"token": TOKEN}, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, True),
        ({"token": TOKEN}, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN[:-1]}"}, False),
        ({"token": TOKEN, "proxy": "127.0.0.1"}, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, True),
        (
            {"token": TOKEN, "proxy": "127.0.0.1", "hosts": "pincite.example"},
            {
                "HTTP_AUTHORIZATION": f"Bearer {TOKEN}",
                "HTTP_HOST": "inner.example",
                "HTTP_X_FORWARDED_HOST": "pincite.example",
                "HTTP_ORIGIN": "https://pincite.example",
            },
            True,
        ),
    ],
)
def test_headers_alone_tell_whether_a_source_may_be_sent(
    settings: dict[str, str], headers: dict[str, str], admitted: bool
) -> None:
    admits = make_admission(Settings.load(settings, environ={}))
    sent = {"REQUEST_METHOD": "POST", "PATH_INFO": "/documents", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}
    assert admits(sent | headers) is admitted
