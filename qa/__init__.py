"""Questions in, exact sentences out, from Python: open an index, ask it, check quotes against it.

>>> import qa
>>> with qa.open("index/built") as sources:
...     answer = sources.ask(qa.Question("When is the video call?"))
...     check = sources.check(qa.Asking.in_text("They “plan a video call on Sunday”."))
"""

from typing import TYPE_CHECKING, Any

__all__ = [
    "Answer",
    "Asking",
    "Check",
    "CheckedQuote",
    "Citation",
    "PinciteError",
    "Question",
    "Service",
    "Turn",
    "open",
]

if TYPE_CHECKING:
    from index.errors import PinciteError
    from qa.answer import Answer, Citation
    from qa.opening import open  # noqa: A004
    from qa.question import Question, Turn
    from qa.quotes.asked import Asking
    from qa.quotes.checked import Check, CheckedQuote
    from qa.service import Service

_HOMES = {
    "Answer": "qa.answer",
    "Asking": "qa.quotes.asked",
    "Check": "qa.quotes.checked",
    "CheckedQuote": "qa.quotes.checked",
    "Citation": "qa.answer",
    "PinciteError": "index.errors",
    "Question": "qa.question",
    "Service": "qa.service",
    "Turn": "qa.question",
    "open": "qa.opening",
}


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first used: a command's help shall not wait for networks."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
