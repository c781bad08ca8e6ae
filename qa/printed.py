"""An answer as a person reads it in a terminal: the shortest answer bold, lines as long as there is room."""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import click

from index.settings import wants_color
from qa.answer import Answer, Citation, Span

VERDICTS = {"answers": "answers", "may_answer": "may answer"}

# What a source may hold and a terminal would obey.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Look:
    """How text is laid out: as it is, or in lines of a width; with bold or without."""

    width: int | None = None
    bold: bool = False

    @classmethod
    def of_terminal(cls) -> Self:
        """For standard output; a pipe or a file gets text as it is."""
        if not sys.stdout.isatty():
            return cls()
        return cls(shutil.get_terminal_size().columns, wants_color())


def as_text(answer: Answer, look: Look) -> str:
    """An answer with its citations, or a refusal with the closest sentences."""
    if answer.intent == "overview" and answer.found:
        return "\n".join(_listed(answer.citations, look))
    if answer.found:
        verdict = VERDICTS[answer.verdict]
        return "\n".join([*_listed(answer.citations, look), f"{verdict} (confidence {answer.confidence:.2f})"])
    if not answer.nearest:
        return answer.answer
    head = f"{answer.answer} (confidence {answer.confidence:.2f})\n\nThe closest sentences, not an answer:"
    return "\n".join([head, *_listed(answer.nearest, look)])


def _listed(citations: Sequence[Citation], look: Look) -> Iterator[str]:
    """Each under what it belongs to, unless that is cited itself, or was said already."""
    said = {(citation.document.id, citation.start) for citation in citations}
    for citation in citations:
        above = citation.above
        yield _citation(citation, None if above is None or (citation.document.id, above.start) in said else above, look)
        if above is not None:
            said.add((citation.document.id, above.start))


def _citation(citation: Citation, above: Span | None, look: Look) -> str:
    place = f"{citation.document.title}, characters {citation.start} to {citation.end}"
    if citation.place is not None and citation.place.page is not None:
        place += f", page {citation.place.page}"
    parts = [(_lit(citation, look), f"[{citation.number}] "), (place, _INDENT)]
    if above is not None:
        parts.insert(0, (_harmless(above.text, look), _INDENT))
    return "\n".join(_laid_out(text, before, look) for text, before in parts)


def _lit(citation: Citation, look: Look) -> str:
    """The sentence, its shortest answer bold."""
    lit = citation.highlight
    text = _harmless(citation.sentence, look)
    if lit is None or not look.bold:
        return text
    start, end = lit.start - citation.start, lit.end - citation.start
    return text[:start] + click.style(text[start:end], bold=True) + text[end:]


def _laid_out(text: str, before: str, look: Look) -> str:
    if look.width is None:
        return f"{before}{text}"
    width = max(look.width - 1, 20)  # some terminals break a line that is full
    return click.wrap_text(" ".join(text.split()), width, before, " " * len(before))


def _harmless(text: str, look: Look) -> str:
    """What stands in a source must not steer a terminal; a pipe gets it as it is. Its length stays."""
    return text if look.width is None else _CONTROL.sub("\ufffd", text)
