"""Behind a real nginx with the configuration that ships: TLS, and below a path."""

import json
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml

from tests.conftest import ROOT
from tests.running import free_port, running_server

DEPLOY = ROOT / "web/deploy"
TOKEN = "a token of the tests alone"
HOST = "pincite.example"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed; .ci/run installs Debian's"),
]


@dataclass(frozen=True, slots=True)
class Site:
    """A proxy's address, with the path that pincite is below."""

    url: str

    def open(
        self, path: str, headers: dict[str, str] | None = None, data: bytes | None = None, method: str = ""
    ) -> str:
        """The text that comes back.

        Raises:
            HTTPError: the status is an error.
        """
        with urllib.request.urlopen(self.request(path, headers or {}, data, method), context=TLS) as response:
            return str(response.read().decode())

    def status(
        self, path: str, headers: dict[str, str] | None = None, data: bytes | None = None, method: str = ""
    ) -> int:
        try:
            self.open(path, headers, data, method)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        return 200

    def request(self, path: str, headers: dict[str, str], data: bytes | None, method: str) -> urllib.request.Request:
        return urllib.request.Request(self.url + path, data, {"Host": HOST} | headers, method=method or None)


TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE


@pytest.fixture(scope="module", params=["", "/cite"], ids=["at the root", "below a path"])
def site(request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, prefix = tmp_path_factory.mktemp("nginx"), request.param
    (folder / "token").write_text(TOKEN)
    (folder / "seeds").mkdir()
    flags = {"token-file": str(folder / "token"), "hosts": HOST, "proxy": "127.0.0.1", "seeds": str(folder / "seeds")}
    with running_server(built, folder / "log", **flags) as server:
        port = free_port()
        process = subprocess.Popen(["nginx", "-c", _configured(folder, server.url, port, prefix), "-e", "stderr"])
        try:
            found = Site(f"https://127.0.0.1:{port}{prefix}")
            _wait(found)
            yield found
        finally:
            process.terminate()
            process.wait(timeout=30)


def _configured(folder: Path, server: str, port: int, prefix: str) -> Path:
    """The configuration that ships, for these ports, certificates and this path."""
    names = ["-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem", "-subj", f"/CN={HOST}"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names], check=True, capture_output=True
    )
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "pincite:8000": server.removeprefix("http://"),
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/nginx/tls": str(folder),
        "location / {": f"location {prefix}/ {{",
        'X-Forwarded-Prefix ""': f'X-Forwarded-Prefix "{prefix}"',
    }.items():
        assert text.count(shipped) >= 1
        text = text.replace(shipped, here)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; user root; pid {folder}/pid; events {{}}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types; {temporary}\n{text} }}\n"
    )
    return whole


def _wait(site: Site) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            site.open("/healthz")
            return
        except urllib.error.URLError:
            assert time.monotonic() < give_up
            time.sleep(0.1)


@pytest.mark.parametrize(
    "path", ["/", "/?question=Who+is+Yuri+Ushakov", "/documents/ukraine-security-guarantees", "/check"]
)
def test_everything_that_a_page_names_is_there(site: Site, path: str) -> None:
    text = site.open(path, {"Accept": "text/html"})
    named = {unescape(found) for found in re.findall(r'\b(?:href|src|action)="([^"#][^"]*)"', text)}
    own = {urljoin(site.url + path, found) for found in named if not found.startswith(("http", "data:"))}
    assert len(own) > 3
    assert [found for found in own if not found.startswith(site.url)] == []
    assert [found for found in own if Site(found).status("", {"Accept": "text/html"}) != 200] == []


def test_the_page_knows_what_it_is_below(site: Site) -> None:
    prefix = site.url.partition("127.0.0.1")[2].partition("/")[2]
    assert f'data-root="{f"/{prefix}" if prefix else ""}"' in site.open("/")


def test_questions_are_answered_for_the_page_and_refused_for_other_sites(site: Site) -> None:
    body, sent = b'{"question": "Who is Yuri Ushakov?"}', {"Content-Type": "application/json"}
    own = {"Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}
    assert json.loads(site.open("/ask", sent | own, body))["found"] is True
    assert json.loads(site.open("/ask", sent | {"Origin": f"https://{HOST}"}, body))["found"] is True
    assert site.status("/ask", sent | {"Origin": "https://evil.example"}, body) == 403
    assert site.status("/documents", {"Host": "evil.example"}) == 421


def test_writing_needs_the_token(site: Site) -> None:
    assert site.status("/documents/none", method="DELETE") == 401
    assert site.status("/documents/none", {"Authorization": f"Bearer {TOKEN}"}, method="DELETE") == 404


def test_a_client_cannot_say_that_it_is_another(site: Site) -> None:
    sent = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "X-Forwarded-For": "127.0.0.1"}
    assert "evil" not in site.open("/", sent)


def test_the_compose_file_and_the_image_agree() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert services["pincite"]["stop_grace_period"] == "45s"
    assert "USER pincite" in image
    assert "HEALTHCHECK" in image
    assert [name for name in ("/data/seeds", "/data/built") if name not in image] == []
