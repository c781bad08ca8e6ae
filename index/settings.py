"""Settings: flags, then `PINCITE_*` in the environment, then these defaults. Made once, passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from index.errors import SettingsError

PREFIX = "PINCITE_"
DEFAULT_MODEL = "pincite/multilingual-e5-small"
MINILM = "sentence-transformers/all-MiniLM-L6-v2"  # needs no network either


def _setting(default: Any, meaning: str, *, shown: bool = True) -> Any:
    return field(default=default, metadata={"help": meaning}, repr=shown)


def _listed(given: Any) -> Any:
    """The parts of a value with commas."""
    return tuple(filter(None, map(str.strip, given.split(",")))) if isinstance(given, str) else given


_OrNone = BeforeValidator(lambda given: given or None)
_Listed = BeforeValidator(_listed)


def wants_color(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a terminal may be styled: unless NO_COLOR is set to anything (no-color.org)."""
    return not environ.get("NO_COLOR")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person may change; the only reader of the environment."""

    seeds: Path = _setting(Path("seeds"), "Folder of source articles, with optional .toml files that describe them.")
    index: Path = _setting(Path("index/built"), "Folder of the built generations.")
    store: Annotated[str | None, _OrNone] = _setting(
        None,
        "Qdrant that keeps and searches the generations too, qdrant://host:6333/prefix; none: the index folder does. "
        "Needs `pip install 'pincite[qdrant]'`.",
    )
    store_key: Annotated[str | None, _OrNone] = _setting(None, "Key of that Qdrant, if it asks for one.", shown=False)
    store_key_file: Annotated[Path | None, _OrNone] = _setting(None, "File that holds PINCITE_STORE_KEY instead.")
    model: Annotated[str, Field(min_length=1)] = _setting(
        DEFAULT_MODEL, "Embedding model in place of the default's: a sentence-transformers name or a path."
    )
    unfitted: bool = _setting(
        False, "Answer with a model that no numbers were fitted for; ranks and confidence are then those of another."
    )
    keep: Annotated[int, Field(ge=2, le=1000)] = _setting(3, "Generations kept on disk, the live one included.")
    host: str = _setting("127.0.0.1", "Address that `pincite serve` binds to.")
    port: Annotated[int, Field(ge=1, le=65535)] = _setting(8000, "Port that `pincite serve` binds to.")
    queue: Annotated[int, Field(ge=1, le=1000)] = _setting(
        32, "Questions that `pincite serve` answers or keeps waiting at once; beyond it, 429 and Retry-After."
    )
    rate: Annotated[int, Field(ge=0, le=1_000_000)] = _setting(
        120, "Questions a minute of one client that is not this machine; beyond it, 429 and Retry-After; 0: no limit."
    )
    log_questions: bool = _setting(False, "Write the text of questions to the log.")
    fetch: bool = _setting(False, "Fetch links that a person asks for, from public addresses alone.")
    feedback: Annotated[Path | None, _OrNone] = _setting(
        Path("index/built/feedback.jsonl"),
        "File that `pincite serve` adds people's verdicts on answers to, without addresses; empty: it takes none.",
    )
    mcp: bool = _setting(
        False, "Take agents at /mcp, by the Model Context Protocol; needs `pip install 'pincite[mcp]'`."
    )
    token: Annotated[str | None, _OrNone] = _setting(
        None, "Secret of who may change documents over HTTP; none: only this machine may.", shown=False
    )
    token_file: Annotated[Path | None, _OrNone] = _setting(None, "File that holds PINCITE_TOKEN instead.")
    read_token: Annotated[str | None, _OrNone] = _setting(
        None, "Secret of who may ask and read over HTTP; none: everybody who reaches the port.", shown=False
    )
    read_token_file: Annotated[Path | None, _OrNone] = _setting(None, "File that holds PINCITE_READ_TOKEN instead.")
    hosts: Annotated[tuple[str, ...], _Listed] = _setting(
        (), "Names that the server is called by, with commas; localhost and addresses always are."
    )
    proxy: Annotated[tuple[IPv4Network | IPv6Network, ...], _Listed] = _setting(
        (), "Addresses or networks of the proxy whose X-Forwarded headers are believed, with commas."
    )

    @classmethod
    def load(cls, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> Self:
        """Settings from flags (None means not given), the environment and the defaults.

        Raises:
            SettingsError: an unknown `PINCITE_*` name, or a value out of range.
        """
        known = {PREFIX + f.name.upper(): f.name for f in fields(cls)}
        unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise SettingsError(f"Unknown setting {', '.join(unknown)}; the settings are {', '.join(sorted(known))}.")
        values: dict[str, Any] = {known[name]: value for name, value in environ.items() if name in known}
        values |= {name: value for name, value in (flags or {}).items() if value is not None}
        try:
            return TypeAdapter(cls).validate_python(values)
        except ValidationError as error:
            problem = error.errors()[0]
            name = PREFIX + str(problem["loc"][0]).upper()
            raise SettingsError(f"{name} is {problem['input']!r}: {problem['msg']}.") from None
