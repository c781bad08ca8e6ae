"""The article that pincite brings along, for who has none at hand."""

import tomllib
from pathlib import Path

from index.changes import Add

NAME = "ukraine-security-guarantees"
# Beside this package, in a clone as in an installed wheel; a folder without modules is hard to look up as a package.
_FOLDER = Path(__file__).resolve().parents[1] / "seeds"


def example() -> Add:
    """The example as a source to add, with what is known of it."""
    known = tomllib.loads((_FOLDER / f"{NAME}.toml").read_text(encoding="utf-8"))
    return Add(f"{NAME}.txt", (_FOLDER / f"{NAME}.txt").read_bytes(), {name: str(v) for name, v in known.items()})
