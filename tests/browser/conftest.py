"""The browser: Debian's chromium in place of the one Playwright would download."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser import chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium.executable(), "args": list(chromium.ARGUMENTS)}


# The plugin's own fixture is a session-scoped instance method, of which pytest warns; warnings are errors here.
@pytest.fixture(scope="session")
def base_url() -> None:
    return None
