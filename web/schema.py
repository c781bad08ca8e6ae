"""The shapes of requests and responses: they check what comes in and make `/openapi.json`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, StringConstraints
from pydantic.config import JsonDict

from index.documents import Kind
from index.store import Generation
from qa import question as asked
from qa.answer import Answer
from qa.question import CITATIONS, LANGUAGE, LONGEST, MOST_CITATIONS, MOST_TURNS
from qa.quotes import asked as asked_quotes
from qa.quotes.asked import LONGEST as LONGEST_QUOTE
from qa.quotes.asked import LONGEST_TEXT, Asking
from qa.quotes.asked import MOST as MOST_QUOTES
from qa.quotes.checked import Check
from web.article import finding

MAX_BODY = 64 * 1024  # bytes


def _whole(given: object) -> object:
    """JSON has one kind of number: 3.0 is 3."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


def _trimmed(given: object) -> object:
    """Without white space at its ends, as Python and `Question` understand it."""
    return given.strip() if isinstance(given, str) else given


# White space alone is nothing. ECMAScript's \s lacks U+001C to U+001F and U+0085.
_BLANK = r"\s\u001c-\u001f\u0085"
NOT_BLANK = f"[^{_BLANK}]"


def _before_trimming(schema: JsonDict) -> None:
    """The lengths are of the trimmed question, which JSON Schema can say by a pattern alone."""
    del schema["minLength"], schema["maxLength"]
    schema["pattern"] = rf"^[{_BLANK}]*{NOT_BLANK}([\s\S]{{0,{LONGEST - 2}}}{NOT_BLANK})?[{_BLANK}]*$"


Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST),
    BeforeValidator(_trimmed),
    Field(description=f"1 to {LONGEST:,} characters after trimming.", json_schema_extra=_before_trimming),
]
DocumentIds = Annotated[list[str], Field(description="Ids of the documents to search in; all when left out.")]
MaxCitations = Annotated[
    int,
    Field(ge=1, le=MOST_CITATIONS, description="At most this many sentences are cited; a group counts as one."),
    BeforeValidator(_whole),
]


Language = Annotated[
    str,
    Field(
        pattern=f"^{LANGUAGE}$", description="The question's language (BCP-47: en, de, zh); found out when left out."
    ),
]


class Turn(BaseModel):
    """An earlier question, and what was answered."""

    model_config = ConfigDict(extra="forbid", strict=True)
    question: Question
    answer: str | None = None


class AskBody(BaseModel):
    """A question as JSON."""

    model_config = ConfigDict(extra="forbid", strict=True)
    question: Question
    history: list[Turn] = Field(
        default=[], max_length=MOST_TURNS, description="The turns before, oldest first. The server keeps none."
    )
    documents: DocumentIds = []
    max_citations: MaxCitations = CITATIONS
    language: Language | None = None

    def asked(self) -> asked.Question:
        """The question to answer."""
        history = tuple(asked.Turn(turn.question, turn.answer) for turn in self.history)
        return asked.Question(self.question, history, tuple(self.documents), self.max_citations, self.language)


class AskQuery(BaseModel):
    """A question in the address, without history but for the question that it follows."""

    question: Question
    after: Annotated[Question | None, Field(description="What was asked before, where this is a follow-up.")] = None
    documents: DocumentIds = []
    max_citations: MaxCitations = CITATIONS
    language: Language | None = None

    def asked(self) -> asked.Question:
        """The question to answer."""
        history = () if self.after is None else (asked.Turn(self.after),)
        return asked.Question(self.question, history, tuple(self.documents), self.max_citations, self.language)


_WITH_A_WORD: JsonDict = {"pattern": NOT_BLANK}
QuotedText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_QUOTE),
    Field(description="A quote, without its quote marks.", json_schema_extra=_WITH_A_WORD),
]


class SaidQuote(BaseModel):
    """A quote, and the document that it is said to be from."""

    model_config = ConfigDict(extra="forbid", strict=True)
    quote: QuotedText
    document: str | None = None


# What `CheckBody.asking` checks, in JSON Schema.
_TEXT_OR_QUOTES: JsonDict = {
    "oneOf": [
        {"properties": {"text": {"type": "string"}, "quotes": {"type": "null"}}, "required": ["text"]},
        {"properties": {"text": {"type": "null"}, "quotes": {"type": "array"}}, "required": ["quotes"]},
    ]
}


class CheckBody(BaseModel):
    """A text whose quotes are to be checked, or the quotes themselves."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_TEXT_OR_QUOTES)
    text: (
        Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), Field(json_schema_extra=_WITH_A_WORD)]
        | None
    ) = Field(default=None, description=f"Quotes are found in it, at most {MOST_QUOTES}.")
    quotes: Annotated[list[QuotedText | SaidQuote], Field(min_length=1, max_length=MOST_QUOTES)] | None = None
    document: str | None = Field(default=None, description="The id of the document that all are said to be from.")

    def asking(self) -> Asking | None:
        """What is to be checked; None unless there is either a text or quotes."""
        if (self.text is None) == (self.quotes is None):
            return None
        if self.text is not None:
            return Asking.in_text(self.text, self.document)
        return Asking(tuple(self._said(quote) for quote in self.quotes or ()))

    def _said(self, quote: str | SaidQuote) -> asked_quotes.Asked:
        if isinstance(quote, str):
            return asked_quotes.Asked(quote, self.document)
        return asked_quotes.Asked(quote.quote, quote.document or self.document)


class CheckModel(RootModel[Check]):
    """Each quote exact, near or absent, and where it stands."""


class DocumentPath(BaseModel):
    """A document's id; it may hold slashes."""

    document_id: str


class PagePath(DocumentPath):
    """A page of a document's source, counted from 1."""

    page: int


class PageQuery(BaseModel):
    """What is lit on the page: a stretch of the document's text, in code points; nothing where it is empty."""

    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)


class AnswerModel(RootModel[Answer]):
    """Cited sentences, or an honest refusal with the nearest ones."""


class DocumentAbout(BaseModel):
    """What is known of a document."""

    id: str
    title: str
    url: str | None
    author: str | None
    published: str | None
    language: str | None


class DocumentSummary(DocumentAbout):
    """A document without its text; `sentences` counts them."""

    sentences: int


class DocumentsQuery(BaseModel):
    """Which documents are wanted: all when left out."""

    query: str = Field(default="", max_length=LONGEST, description="Words of the id, title or author.")
    after: str = Field(default="", description="Those behind this id.")
    most: int | None = Field(default=None, ge=1, le=1000, description="At most so many.")
    sort: Literal["id", "newest"] = Field(default="id", description="By id, or those first that were added last.")


class DocumentList(BaseModel):
    """The documents of the live generation, sorted by id unless they are wanted otherwise.

    `total` counts those that the query finds, on whatever page; `next` is what `after` has to be for the next page,
    null where this is the last one.
    """

    documents: list[DocumentSummary]
    index: Generation
    total: int
    next: str | None


class Range(BaseModel):
    """Where a stretch stands in its document's text."""

    start: int
    end: int
    start_utf16: int
    end_utf16: int


class BlockRange(Range):
    """A block: a stretch of text that is one thing; `parent` is the number, from 0, of the block it belongs to."""

    kind: Kind
    parent: int | None
    speaker: str | None


class DocumentText(DocumentAbout):
    """A document with its unchanged text, the ranges of its sentences, and its blocks."""

    text: str
    sentences: list[Range]
    blocks: list[BlockRange]


class PageOfDocumentQuery(BaseModel):
    """How much of its text a document's page holds."""

    at: int | None = Field(
        default=None, ge=0, description="Of a long text, only the portion that holds this offset; all when left out."
    )


class PortionQuery(BaseModel):
    """A document, and an offset in its text, in code points."""

    document: str
    at: int = Field(default=0, ge=0)


class MatchQuery(BaseModel):
    """The document to look in, and what for."""

    document: str
    words: Annotated[str, Field(min_length=1, max_length=finding.LONGEST)]


class MatchList(BaseModel):
    """Where words stand in a document, in order: the first thousand of `total`."""

    document: str
    words: str
    total: int
    matches: list[Range]


class SuggestionQuery(BaseModel):
    """The document that questions are wanted for."""

    document: str


class SuggestionModel(BaseModel):
    """A question that the document answers, and the range of the sentence that does."""

    model_config = ConfigDict(from_attributes=True)
    question: str
    start: int
    end: int


class SuggestionList(BaseModel):
    """Questions formed from a document's own sentences; while `ready` is false they are being worked out."""

    document: str
    ready: bool
    suggestions: list[SuggestionModel]


class QuotePlace(BaseModel):
    """The sentence that is judged; offsets in code points."""

    model_config = ConfigDict(extra="forbid", strict=True)
    document: str
    start: int
    end: int


# What `make_feedback` checks, in JSON Schema.
_JUDGED: JsonDict = {
    "oneOf": [
        {
            "properties": {"verdict": {"enum": ["right", "wrong"]}, "sentence": {"type": "object"}},
            "required": ["sentence"],
        },
        {"properties": {"verdict": {"enum": ["refuse"]}, "sentence": {"type": "null"}}},
    ]
}


class FeedbackBody(BaseModel):
    """What a person says of an answer: a sentence is right or wrong, or no sentence says it (`refuse`)."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_JUDGED)
    verdict: Literal["right", "wrong", "refuse"]
    question: Question
    history: list[Question] = Field(default=[], max_length=MOST_TURNS, description="The questions before.")
    documents: DocumentIds = []
    sentence: QuotePlace | None = Field(default=None, description="For right and wrong; none for refuse.")


class Health(BaseModel):
    """The process is up."""

    status: str


class Ready(BaseModel):
    """The process can answer, and from which generation."""

    status: str
    generation: str


class Problem(BaseModel):
    """What went wrong (RFC 9457); `field` names the part of the request to blame, where one is."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None


def problems(*statuses: int) -> dict[str | int, type[BaseModel] | dict[Any, Any] | None]:
    """The problem responses of an operation, for OpenAPI; those of `web/access.py` are any operation's."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"content": content} for status in sorted({401, 403, 421, *statuses})}
