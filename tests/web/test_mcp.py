"""pincite for agents, asked by the SDK's own client: in process, over standard input and output, and over HTTP."""

import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from werkzeug.serving import make_server as make_wsgi_server

from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.generations import Generations
from index.storage.live import LiveStore
from qa.ask import make_asker
from qa.reader import PassageReader
from qa.service import Service
from tests.agents import visit
from tests.building import article, build
from tests.conftest import ROOT
from tests.running import clean_environment
from tests.web.conftest import make_app
from web.mcp import MOST_READ, make_server

ARTICLE = "ukraine-security-guarantees"
URI = f"pincite://documents/{ARTICLE}"
TEXT = (ROOT / "seeds" / f"{ARTICLE}.txt").read_bytes().decode()
CALL = (
    "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward a plan."
)


async def transcript(client: Client) -> dict[str, Any]:
    """List, ask, read, check: what an agent does before it answers."""
    listed = await client.call_tool("list_documents", {})
    (document,) = _content(listed)["documents"]
    asked = _content(await client.call_tool("ask", {"question": "When is the video call?", "max_citations": 1}))
    (citation,) = asked["citations"]
    around = {"document_id": document["id"], "start": citation["start"], "end": citation["end"]}
    read = _content(await client.call_tool("read_document", around))
    text = (
        f"“{citation['sentence']}” It is “on Monday to work toward a plan”. “Nobody will ever know the outcome of it.”"
    )
    checked = _content(await client.call_tool("check_quotes", {"text": text}))
    return {"document": document, "citation": citation, "read": read, "checked": checked}


def _content(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content
    return dict(result.structured_content)


def holds(said: dict[str, Any]) -> None:
    """What a transcript has to hold, over whichever transport."""
    assert said["document"]["uri"] == URI
    assert (said["citation"]["sentence"], said["citation"]["start"], said["citation"]["end"]) == (CALL, 227, 341)
    assert said["read"]["text"] == TEXT[227:341] == CALL
    assert said["read"]["sentences"] == [{"start": 227, "end": 341}]
    assert [quote["verdict"] for quote in said["checked"]["quotes"]] == ["exact", "near", "absent"]
    (change,) = said["checked"]["quotes"][1]["changes"]
    assert (change["quote"], change["source"]) == ("Monday", "Sunday")


@pytest.fixture(scope="module")
def service(built: Path, encoder: Encoder, reader: PassageReader | None) -> Service:
    live = LiveStore(Generations(built), accept=lambda store: store.check_encoder(encoder))
    live.load()
    return Service(live, make_asker(encoder, reader))


@pytest.fixture(scope="module")
def server(service: Service) -> Any:
    return make_server(service)


def test_an_agent_lists_asks_reads_and_checks(server: Any) -> None:
    holds(visit(server, transcript))


def test_tools_say_what_they_are_for_and_change_nothing(server: Any) -> None:
    tools = {tool.name: tool for tool in visit(server, lambda client: client.list_tools()).tools}
    assert sorted(tools) == ["ask", "check_quotes", "list_documents", "read_document"]
    assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools.values())
    assert "Quote each citation's `sentence` as it is" in str(tools["ask"].description)
    assert "never quote a sentence that no tool returned" in str(server.instructions)
    question = tools["ask"].input_schema["properties"]["question"]
    assert (question["maxLength"], tools["ask"].input_schema["required"]) == (1000, ["question"])


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("ask", {"question": " "}, "The question has 0 characters; it needs 1 to 1,000."),
        ("ask", {"question": "x", "documents": ["none"]}, "No document has the id 'none'."),
        ("check_quotes", {}, "Give a text, or quotes, and not both."),
        ("check_quotes", {"quotes": [" "]}, "Quote 1 has 1 characters; it needs 1 to 5,000."),
        ("check_quotes", {"quotes": ["x"], "document": "none"}, "No document has the id 'none'."),
        ("read_document", {"document_id": "none"}, "No document has the id 'none'."),
        ("ask", {"question": "x" * 1001}, "at most 1000 characters"),
        ("ask", {"question": "x", "max_citations": 11}, "less than or equal to 10"),
    ],
)
def test_what_the_api_refuses_is_refused_here_in_the_same_words(
    server: Any, tool: str, arguments: dict[str, Any], message: str
) -> None:
    result = visit(server, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert message in result.content[0].text


def test_a_document_is_a_resource(server: Any) -> None:
    assert [r.uri for r in visit(server, lambda client: client.list_resources()).resources] == [URI]
    assert visit(server, lambda client: client.read_resource(URI)).contents[0].text == TEXT

    async def refused(client: Client) -> None:
        with pytest.raises(MCPError, match="No document has the id 'none'"):
            await client.read_resource("pincite://documents/none")

    visit(server, refused)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Any:
    """A server of three articles, one of them long and one with a slash in its id."""
    root = tmp_path_factory.mktemp("several")
    texts = {"a/first": "Cats sleep.", "b": "Dogs bark.", "c": "Birds sing. " * 2000}
    build(root, encoder, *(article(text, name) for name, text in texts.items()))
    live = LiveStore(Generations(root), accept=lambda store: None)
    live.load()
    return make_server(Service(live, make_asker(encoder, None)))


def test_documents_are_listed_in_parts(several: Any) -> None:
    async def listed(after: str, client: Client) -> tuple[list[str], str | None]:
        page = _content(await client.call_tool("list_documents", {"after": after, "most": 2}))
        return [document["id"] for document in page["documents"]], page["after"]

    assert visit(several, partial(listed, "")) == (["a/first", "b"], "b")
    assert visit(several, partial(listed, "b")) == (["c"], None)


def test_a_document_is_read_in_parts_and_by_an_id_with_a_slash(several: Any) -> None:
    async def read(arguments: dict[str, Any], client: Client) -> tuple[int, int, int]:
        found = _content(await client.call_tool("read_document", arguments))
        assert len(found["text"]) == found["end"] - found["start"]
        return found["start"], found["end"], found["length"]

    assert visit(several, partial(read, {"document_id": "c"})) == (0, MOST_READ, 24_000)
    assert visit(several, partial(read, {"document_id": "c", "start": 20_000})) == (20_000, 24_000, 24_000)
    assert visit(several, partial(read, {"document_id": "c", "start": 30_000, "end": 5})) == (24_000, 24_000, 24_000)
    uri = "pincite://documents/a%2Ffirst"
    assert visit(several, lambda client: client.read_resource(uri)).contents[0].text == "Cats sleep."


@pytest.mark.slow
def test_an_agent_starts_it_by_itself(built: Path, tmp_path: Path) -> None:
    arguments = ["-m", "web", "mcp", "--index", str(built)]
    started = StdioServerParameters(command=sys.executable, args=arguments, env=clean_environment(), cwd=str(ROOT))
    holds(visit(started, transcript))


TOKEN = "a token to read with"


@pytest.fixture(scope="module")
def address(built: Path, encoder: Encoder, reader: PassageReader | None) -> Iterator[str]:
    """Where a server takes agents, who need a token."""
    app = make_app(Settings(index=built, mcp=True, read_token=TOKEN, feedback=None), encoder, reader)
    server = make_wsgi_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/mcp"
    server.shutdown()
    server.server_close()


def test_an_agent_comes_over_http(address: str) -> None:
    @asynccontextmanager
    async def over_http() -> AsyncIterator[Any]:
        known = httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)
        async with known, streamable_http_client(address, http_client=known) as streams:
            yield streams

    holds(visit(over_http(), transcript))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Bearer {TOKEN}", "Origin": "https://example.org"}, 403),
        ({"Authorization": f"Bearer {TOKEN}", "Host": "example.org"}, 421),
    ],
)
def test_http_is_behind_the_same_checks_as_the_api(address: str, headers: dict[str, str], status: int) -> None:
    assert httpx2.post(address, json={}, headers=headers).status_code == status


def test_http_takes_no_stream_and_no_large_body(address: str) -> None:
    known = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert httpx2.get(address, headers=known).status_code == 405
    assert httpx2.post(address, content=b" " * 70_000, headers=known).status_code == 413


def test_agents_are_not_taken_unless_a_setting_says_so(
    built: Path, encoder: Encoder, reader: PassageReader | None
) -> None:
    app = make_app(Settings(index=built, feedback=None), encoder, reader)
    assert app.test_client().post("/mcp", json={}).status_code == 404
