"""The article that pincite brings along, for who has none at hand."""

import tomllib
from importlib.resources import files

from index.changes import Add

NAME = "ukraine-security-guarantees"


def example() -> Add:
    """The example as a source to add, with what is known of it."""
    folder = files("seeds")
    known = tomllib.loads(folder.joinpath(f"{NAME}.toml").read_text(encoding="utf-8"))
    return Add(f"{NAME}.txt", folder.joinpath(f"{NAME}.txt").read_bytes(), {name: str(v) for name, v in known.items()})
