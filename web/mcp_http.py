"""Agents over streamable HTTP at `/mcp`, beside the page: behind the same checks, limits, queue and log.

The SDK speaks ASGI. It runs on an event loop in a thread of its own, each request is handed to it whole, and comes back
whole: no stream, no session, so that any of several processes can answer.
"""

import asyncio
import threading
from typing import TYPE_CHECKING

import httpx2
from flask import Flask, Response, request
from mcp.server.transport_security import TransportSecuritySettings

from web.answering import Queue
from web.clients import client

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

_PASSED_ON = ("accept", "content-type", "last-event-id", "mcp-")  # headers that the protocol knows
_HERE = "http://127.0.0.1/mcp"


class Agents:
    """The SDK's application, warm on its own event loop."""

    def __init__(self, server: "MCPServer") -> None:
        # Host and Origin were checked before: web/access.py knows the names that this server goes by.
        unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self._app = server.streamable_http_app(json_response=True, stateless_http=True, transport_security=unchecked)
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), name="mcp", daemon=True).start()
        started.wait()

    def answer(self, headers: dict[str, str], body: bytes) -> httpx2.Response:
        """What the application answers to a posted message."""
        return asyncio.run_coroutine_threadsafe(self._post(headers, body), self._loop).result()

    async def _post(self, headers: dict[str, str], body: bytes) -> httpx2.Response:
        transport = httpx2.ASGITransport(self._app)
        async with httpx2.AsyncClient(transport=transport, timeout=None) as client:
            return await client.post(_HERE, headers=headers, content=body)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._live(started))

    async def _live(self, started: threading.Event) -> None:
        async with self._app.router.lifespan_context(self._app):
            started.set()
            await asyncio.Event().wait()  # as long as the process


def register_mcp(app: Flask, server: "MCPServer", queue: Queue) -> None:
    """Take what agents post to `/mcp`. A request holds a place in the queue, as a question does."""
    agents = Agents(server)

    @app.post("/mcp")
    def mcp() -> Response:
        headers = {name: value for name, value in request.headers.items() if name.lower().startswith(_PASSED_ON)}
        with queue.place(client()):
            answered = agents.answer(headers, request.get_data())
        return Response(answered.content, answered.status_code, content_type=answered.headers.get("content-type"))
