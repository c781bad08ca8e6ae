"""Talk to pincite as an agent does, by the Model Context Protocol's own client."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
from mcp import Client

Visit = Callable[[Client], Awaitable[Any]]


def visit(server: Any, call: Visit) -> Any:
    """What a call of a client gives that is connected to a server."""

    async def connected() -> Any:
        async with Client(server) as client:
            return await call(client)

    # In a thread of its own: after a browser's test the main thread has Playwright's event loop, and may run no other.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(anyio.run, connected).result()
