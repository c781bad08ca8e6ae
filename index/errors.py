"""Every error pincite raises for the person at the keyboard.

PinciteError
├── SettingsError        a setting has an unknown name or a value that cannot be used
├── SeedError            a source article cannot be read
├── ModelError           an embedding model is missing, or is not the one the index was built with
├── RebuildRunning       another rebuild holds the lock
├── QuestionError        a question is empty, too long, or asks for too much
│   └── QuoteError       a quote to check, or the text that it stands in, is
├── NoGeneration         there is no index to answer from
├── DamagedGeneration    a generation on disk is not what its manifest says
├── StoreUnavailable     the store beyond this machine cannot be reached, or refuses
│   └── GenerationGone   it has no such generation any more
├── DamagedCache         the cache of vectors cannot be read or written
├── DocumentNotFound     no document has this id
├── FetchError           what is at an address cannot be fetched, or is not
├── JobNotFound          no job has this id
├── LibraryFull          too much waits to be added
└── DataError            a file for training or evaluation is missing

The message of each says what happened, the value, and what to do. Anything else that is raised is a bug.
"""

from pathlib import Path
from typing import Self


class PinciteError(Exception):
    """Base of all errors that a person can mend."""


class SettingsError(PinciteError):
    """A setting has an unknown name or a value that cannot be used."""


class SeedError(PinciteError):
    """A source article cannot be read."""


class ModelError(PinciteError):
    """An embedding model is missing, or is not the one the index was built with."""


class RebuildRunning(PinciteError):
    """Another rebuild holds the lock."""


class QuestionError(PinciteError):
    """A question is empty, too long, or asks for too much; `field` says which part of it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class QuoteError(QuestionError):
    """A quote to check, or the text that it stands in, is empty or too long, or there are too many."""


class NoGeneration(PinciteError):
    """There is no index to answer from."""

    @classmethod
    def yet(cls, where: object) -> Self:
        """Nothing was built yet in `where`, a folder or whatever else keeps generations."""
        return cls(
            f"There is no index in {where} yet: `pincite add FILE` adds a source, `pincite index rebuild` reads those "
            "in the seeds folder."
        )


class DamagedGeneration(PinciteError):
    """A generation on disk is not what its manifest says."""


class StoreUnavailable(PinciteError):
    """The store beyond this machine cannot be reached, or refuses."""


class GenerationGone(StoreUnavailable):
    """The store has no such generation any more: it was removed while it was asked, or is not whole."""


class DamagedCache(PinciteError):
    """The cache of vectors cannot be read or written."""


class DocumentNotFound(PinciteError):
    """No document has this id."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"No document has the id {document_id!r}.")
        self.document_id = document_id


class FetchError(PinciteError):
    """What is at an address cannot be fetched, or is not; the words follow the address."""


class JobNotFound(PinciteError):
    """No job has this id."""


class LibraryFull(PinciteError):
    """Too much waits to be added."""


class DataError(PinciteError):
    """A file for training or evaluation is missing."""


def at(error: OSError, path: Path) -> OSError:
    """The error with the path that could not be written, where it names none: a write knows no name."""
    if error.filename is None and error.errno is not None:
        return OSError(error.errno, error.strerror, str(path))
    return error
