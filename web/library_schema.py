"""The shapes of what changes documents, and of the jobs that do it."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from index.changes import State, Step
from index.jobs import Job
from web.schema import NOT_BLANK, SuggestionList

MOST_TEXT = 8 * 2**20  # bytes of a pasted text's request
MOST_FILES = 200 * 2**20  # bytes of all files of a request
LONGEST_FIELD, LONGEST_LANGUAGE = 2000, 35  # characters


# As long as it is sent, spaces around it too: what OpenAPI's `maxLength` counts.
Known = Annotated[str, StringConstraints(max_length=LONGEST_FIELD), AfterValidator(str.strip)] | None
Language = (
    Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=LONGEST_LANGUAGE)]
    | None
)


class AboutBody(BaseModel):
    """What shall be known of a document; null takes a field away, a field left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"minProperties": 1})
    title: Known = None
    author: Known = None
    published: Known = Field(default=None, description="A date or time as ISO 8601 writes it, or any text.")
    url: Known = Field(default=None, description="Where it was published.")
    language: Language = Field(default=None, description="BCP-47; as detected when left out.")

    def about(self) -> dict[str, str | None]:
        """The fields that were given."""
        given = self.model_fields_set & AboutBody.model_fields.keys()
        return {name: getattr(self, name) or None for name in sorted(given)}


# What `add` checks, in JSON Schema: there is a text, an address, or the example is wanted.
_SOMETHING: JsonDict = {
    "anyOf": [
        {"required": ["text"], "properties": {"text": {"type": "string"}}},
        {"required": ["example"], "properties": {"example": {"const": True}}},
        {"required": ["url"], "properties": {"url": {"type": "string", "pattern": NOT_BLANK}}},
    ]
}


class AddBody(AboutBody):
    """A text to add; or with `url` alone a page or file to fetch, where the server may; or the example article."""

    model_config = ConfigDict(json_schema_extra=_SOMETHING)
    text: Annotated[str, StringConstraints(min_length=1)] | None = None
    example: bool = Field(default=False, description="Add the article that pincite brings along.")


class JobPath(BaseModel):
    """A job's id."""

    job_id: str


class JobStep(BaseModel):
    """A step, and when it began (ISO 8601, UTC)."""

    step: Step
    at: str


class JobSource(BaseModel):
    """What became of one source or document of a job.

    `state` is `waiting`, `read` (being indexed), `added`, `there` (the same bytes were there already), `removed`,
    `changed`, `left_out` (`why` says why) or `missing` (no document has the id). `document` is the id of the document;
    `partly` says what of the source was not read.
    """

    name: str
    state: State
    document: str | None
    why: str | None
    partly: list[str]


class JobProgress(BaseModel):
    """How many texts of the new generation are encoded."""

    done: int
    total: int


class JobModel(BaseModel):
    """How far a job is. `step` is the last of `steps`; `error` says why it failed as a whole.

    `documents` are the ids of what was added, was there, or changed; `suggestions` are questions to begin with for the
    first of them, once it is live.
    """

    id: str
    state: Annotated[str, Field(json_schema_extra={"enum": ["running", "done", "failed"]})]
    step: Step
    steps: list[JobStep]
    progress: JobProgress | None
    sources: list[JobSource]
    documents: list[str]
    error: str | None
    suggestions: SuggestionList | None = None

    @classmethod
    def of(cls, job: Job, suggestions: SuggestionList | None = None) -> Self:
        """A job as it is shown."""
        sources = [
            JobSource(name=o.name, state=o.state, document=o.document, why=o.why, partly=list(o.partly))
            for o in job.outcomes
        ]
        return cls(
            id=job.id,
            state=job.state,
            step=job.steps[-1].step,
            steps=[JobStep(step=passed.step, at=passed.at) for passed in job.steps],
            progress=JobProgress(done=job.done, total=job.total) if job.total else None,
            sources=sources,
            documents=list(dict.fromkeys(s.document for s in sources if s.document and s.state in _THERE)),
            error=job.error,
            suggestions=suggestions,
        )


_THERE = {"added", "there", "changed"}


def request_body() -> dict[str, Any]:
    """What `POST /documents` takes, for OpenAPI: flask-openapi3 describes one kind of body for a route."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1}
    form = {"type": "object", "properties": {"file": files}, "required": ["file"], "additionalProperties": False}
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": form},
            "application/json": {"schema": AddBody.model_json_schema()},
        },
    }
