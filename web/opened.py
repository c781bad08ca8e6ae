"""Documents as they are read on the page: opened once, kept while somebody scrolls through them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.documents import Document, Sentence
from index.folding import Folded, fold
from qa.service import Service
from web.article.parts import Where
from web.article.portions import Portion, portions

KEPT = 4  # documents; one of 5 MB takes about 30 MB


@dataclass(frozen=True)
class Opened:
    """A document with all that its page is made of; `where` knows the places of its text in its source."""

    document: Document
    sentences: Sequence[Sentence]
    where: Where | None = None

    @cached_property
    def portions(self) -> list[Portion]:
        return portions(self.document)

    @cached_property
    def folded(self) -> Folded:
        """Its text as it is searched."""
        return fold(self.document.text)


Open = Callable[[str], Opened]


def make_opener(service: Service) -> Open:
    """What opens a document of the live generation; raises as `Service.document`."""

    @lru_cache(maxsize=KEPT)
    def kept(_: str, document_id: str) -> Opened:
        document, sentences = service.document(document_id)
        places = service.places(document_id)
        return Opened(document, sentences, places.places if places else None)

    return lambda document_id: kept(service.generation().generation, document_id)
