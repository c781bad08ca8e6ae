"""The browser: Debian's chromium in place of the one Playwright would download."""

from typing import Any

import pytest

from tests.browser import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium.executable(), "args": list(chromium.ARGUMENTS)}


# The plugin's own fixture is a session-scoped instance method, of which pytest warns; warnings are errors here.
@pytest.fixture(scope="session")
def base_url() -> None:
    return None
