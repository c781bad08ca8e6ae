"""How the browser tests and the screenshots start Debian's chromium."""

import shutil

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """The path of chromium; RuntimeError, with what to do, where there is none."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("chromium is not on PATH: install it (Debian: apt-get install chromium)")
    return path
