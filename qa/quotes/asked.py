"""What is to be checked: quotes, given as such or found in a text; their limits, checked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from index.errors import QuoteError
from qa.quotes.find import find_quotes

LONGEST_TEXT = 20_000  # code points
LONGEST = 5_000  # of a quote
MOST = 100  # quotes at once


@dataclass(frozen=True, slots=True)
class Asked:
    """A quote to check.

    Attributes:
        quote: what it says, 1 to `LONGEST` code points.
        document: the id of the document that it is said to be from; None: of any.
        start, end: its range in the text that it was found in, code points; None where it was given alone.
    """

    quote: str
    document: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Quotes to check, at most so many; `text` is what they were found in, if they were."""

    quotes: tuple[Asked, ...]
    text: str | None = None
    most: int = MOST

    def __post_init__(self) -> None:
        """Raise QuoteError where they cannot be checked."""
        field = "quotes" if self.text is None else "text"
        if self.text is None and not self.quotes:
            raise QuoteError(field, f"There is no quote to check; give 1 to {MOST}.")
        if len(self.quotes) > self.most:
            raise QuoteError(
                field, f"There are {len(self.quotes):,} quotes; at most {self.most:,} are checked at once."
            )
        for number, asked in enumerate(self.quotes, start=1):
            if not asked.quote.strip() or len(asked.quote) > LONGEST:
                size = f"{len(asked.quote):,} characters"
                raise QuoteError(field, f"Quote {number} has {size}; it needs 1 to {LONGEST:,}.")
            if any("\ud800" <= character <= "\udfff" for character in asked.quote):
                raise QuoteError(field, f"Quote {number} is not UTF-8.")

    @classmethod
    def in_text(cls, text: str, document: str | None = None) -> Self:
        """The quotes that a text has, if any.

        Args:
            text: an answer, an article; 1 to `LONGEST_TEXT` code points.
            document: the id of the document that all are said to be from; None: of any.

        Raises:
            QuoteError: it cannot be checked.
        """
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise QuoteError("text", f"The text has {len(text):,} characters; it needs 1 to {LONGEST_TEXT:,}.")
        return cls(_found(text, document), text)

    @classmethod
    def in_file(cls, text: str, document: str | None = None) -> Self:
        """The same for a person's own text, which may be as long, and have as many quotes, as it likes.

        Raises:
            QuoteError: one of the quotes is too long.
        """
        found = _found(text, document)
        return cls(found, text, most=len(found))

    @classmethod
    def of(cls, quotes: Sequence[str], document: str | None = None) -> Self:
        """Quotes by themselves.

        Raises:
            QuoteError: they cannot be checked.
        """
        return cls(tuple(Asked(quote, document) for quote in quotes))


def _found(text: str, document: str | None) -> tuple[Asked, ...]:
    return tuple(Asked(found.quote, document, found.start, found.end) for found in find_quotes(text))
